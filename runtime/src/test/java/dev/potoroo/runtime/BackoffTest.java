package dev.potoroo.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

  @Test
  void doublesUpToTheLimit() {
    assertThat(BACKOFF.delay(1, 1)).isEqualTo(Duration.ofMillis(100));
    assertThat(BACKOFF.delay(2, 1)).isEqualTo(Duration.ofMillis(200));
    assertThat(BACKOFF.delay(4, 1)).isEqualTo(Duration.ofMillis(800));
    assertThat(BACKOFF.delay(5, 1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(BACKOFF.delay(Integer.MAX_VALUE, 1)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void waitsHalfOfThatAtLeast() {
    assertThat(BACKOFF.delay(1, 0)).isEqualTo(Duration.ofMillis(50));
    assertThat(BACKOFF.delay(9, 0)).isEqualTo(Duration.ofMillis(500));
    assertThat(BACKOFF.delay(9, 0.5)).isEqualTo(Duration.ofMillis(750));
  }

  @Test
  void refusesALimitBelowItsBeginning() {
    assertThatThrownBy(() -> new Backoff(Duration.ofMillis(2), Duration.ofMillis(1)))
        .hasMessageContaining("expected 0 < initial <= max");
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofMillis(1)))
        .hasMessageContaining("expected 0 < initial <= max");
  }
}
