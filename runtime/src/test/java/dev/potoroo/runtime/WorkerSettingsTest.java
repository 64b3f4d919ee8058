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
  void refusesWhatIsOutOfRange() {
    WorkerSettingsBuilder builder = WorkerSettings.DEFAULTS.toBuilder();

    assertThatThrownBy(() -> builder.maxFrameLength(1023).build())
        .hasMessage("maxFrameLength: expected at least 1024 bytes, got 1023");
    builder.maxFrameLength(1024);
    assertThatThrownBy(() -> builder.handshakeTimeout(Duration.ZERO).build())
        .hasMessage("handshakeTimeout: expected more than 0, got PT0S");
    builder.handshakeTimeout(Duration.ofSeconds(1));
    assertThatThrownBy(() -> builder.maxStreams(0).build())
        .hasMessage("maxStreams: expected at least 1, got 0");
    builder.maxStreams(1);
    assertThatThrownBy(() -> builder.maxPendingBytes(0).build())
        .hasMessage("maxPendingBytes: expected at least 1, got 0");
  }
}
