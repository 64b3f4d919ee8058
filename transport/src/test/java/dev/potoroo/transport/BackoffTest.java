package dev.potoroo.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  private static final Duration INITIAL = Duration.ofMillis(100);
  private static final Duration MAX = Duration.ofSeconds(5);

  @Test
  void doublesUpToTheLongest() {
    Backoff backoff = new Backoff(INITIAL, MAX, 0);

    assertThat(IntStream.rangeClosed(1, 8).mapToObj(backoff::delay).map(Duration::toMillis))
        .containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L);
    assertThat(backoff.delay(Integer.MAX_VALUE)).isEqualTo(MAX);
    assertThat(backoff.longest()).isEqualTo(MAX);
  }

  @Test
  void shortensByNoMoreThanTheJitter() {
    Backoff backoff = new Backoff(INITIAL, MAX, 0.5);

    assertThat(IntStream.range(0, 1000).mapToObj(i -> backoff.delay(1)))
        .allSatisfy(delay -> assertThat(delay).isBetween(INITIAL.dividedBy(2), INITIAL))
        .anySatisfy(delay -> assertThat(delay).isLessThan(INITIAL));
  }

  @Test
  void refusesValuesOutOfRange() {
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, MAX, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Backoff(MAX, INITIAL, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Backoff(INITIAL, MAX, 1.1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
