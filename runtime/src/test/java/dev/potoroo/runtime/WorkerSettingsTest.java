package dev.potoroo.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkerSettingsTest {

  @Test
  void changesOnlyWhatItIsTold() {
    WorkerSettings settings =
        WorkerSettings.DEFAULTS.toBuilder()
            .onBadMessage(new BadMessagePolicy.DeadLetter(Path.of("dead.jsonl")))
            .build();

    assertThat(settings.onBadMessage())
        .isEqualTo(new BadMessagePolicy.DeadLetter(Path.of("dead.jsonl")));
    assertThat(settings.toBuilder().onBadMessage(new BadMessagePolicy.Fail()).build())
        .isEqualTo(WorkerSettings.DEFAULTS);
  }

  @Test
  void namesAllThatIsOutOfRangeAtOnce() {
    WorkerSettingsBuilder builder =
        WorkerSettings.DEFAULTS.toBuilder()
            .maxFrameLength(1023)
            .handshakeTimeout(Duration.ZERO)
            .maxStreams(0)
            .maxPendingBytes(0)
            .redial(Duration.ofMillis(2), Duration.ofMillis(1));

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .hasLineCount(5)
        .contains("maxFrameLength: expected at least 1024 bytes, got 1023")
        .contains("handshakeTimeout: expected more than 0, got PT0S")
        .contains("maxStreams: expected at least 1, got 0")
        .contains("maxPendingBytes: expected at least 1, got 0")
        .contains("redialMax: expected at least redialInitial, PT0.002S, got PT0.001S");
  }
}
