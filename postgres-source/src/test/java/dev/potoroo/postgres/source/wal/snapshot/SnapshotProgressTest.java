package dev.potoroo.postgres.source.wal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SnapshotProgressTest {

  @Test
  void saysRowsRateAndTimeLeft() {
    SnapshotProgress progress = new SnapshotProgress("events", 480_000, 0, 0);

    assertThat(progress.describe(120_000, seconds(5)))
        .isEqualTo("120000 rows of about 480000 (25 %), 24000 rows/s, about 15 s left");
  }

  @Test
  void countsTheRateOfThisRunAlone() {
    SnapshotProgress progress = new SnapshotProgress("events", 1_000_000, 400_000, 0);

    assertThat(progress.describe(401_000, seconds(10)))
        .isEqualTo("401000 rows of about 1000000 (40 %), 100 rows/s, about 99 min left");
  }

  @Test
  void guessesNoEndOfATableThatWasNeverAnalyzed() {
    SnapshotProgress progress = new SnapshotProgress("events", 0, 0, 0);

    assertThat(progress.describe(5_000, seconds(1))).isEqualTo("5000 rows, 5000 rows/s");
  }

  @Test
  void guessesNoEndOfATableThatIsLargerThanItWas() {
    SnapshotProgress progress = new SnapshotProgress("events", 4_000, 0, 0);

    assertThat(progress.describe(5_000, seconds(2))).isEqualTo("5000 rows, 2500 rows/s");
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
