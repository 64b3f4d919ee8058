package dev.potoroo.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.testkit.log.RecordedLog;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class TurnedAwayTest {

  private final RecordedLog log = RecordedLog.of("door");
  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final TurnedAway turnedAway =
      new TurnedAway(loop.eventLoop(), LoggerFactory.getLogger("door"), Duration.ofSeconds(10));

  @AfterEach
  void close() {
    log.close();
  }

  private void pass(int seconds) {
    loop.advanceTimeBy(seconds, TimeUnit.SECONDS);
    loop.runScheduledPendingTasks();
  }

  @Test
  void tellsOfOneAtOnceAndLeavesItAtThat() {
    turnedAway.add(loop, "10.0.0.1", "too many");
    pass(10);

    assertThat(log.warnings()).containsExactly("10.0.0.1 turned away: too many");
  }

  @Test
  void countsThoseThatFollow() {
    loop.freezeTime();
    for (int i = 0; i < 10_000; i++) {
      turnedAway.add(loop, "10.0.0.1", "too many");
    }
    pass(10);

    assertThat(log.warnings())
        .containsExactly(
            "10.0.0.1 turned away: too many", "9999 more were turned away within 10 s");
  }

  @Test
  void beginsAnewWhenTheTimeIsOver() {
    loop.freezeTime();
    turnedAway.add(loop, "10.0.0.1", "too many");
    pass(10);

    turnedAway.add(loop, "10.0.0.2", "too many");

    assertThat(log.warnings()).last().isEqualTo("10.0.0.2 turned away: too many");
  }
}
