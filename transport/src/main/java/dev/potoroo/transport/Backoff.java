package dev.potoroo.transport;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next try: exponential, with jitter so that many connectors that lost
 * the same peer do not come back in step.
 *
 * @param initial before the second try; above zero
 * @param max the longest wait; at least {@code initial}
 * @param jitter share of the wait, from 0 to 1, by which it is shortened at random
 */
public record Backoff(Duration initial, Duration max, double jitter) {

  /** 100 ms, doubling to 5 s, shortened by up to a fifth. */
  public static final Backoff DEFAULT =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), 0.2);

  /** Doublings past this change nothing: 100 ms have become 3 years. */
  private static final int MAX_DOUBLINGS = 30;

  /**
   * @throws IllegalArgumentException when a value is out of its range
   */
  public Backoff {
    if (initial.isNegative() || initial.isZero() || max.compareTo(initial) < 0) {
      throw new IllegalArgumentException(
          "expected a back-off with 0 < initial <= max, got " + initial + " and " + max);
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("expected a jitter from 0 to 1, got " + jitter);
    }
  }

  /**
   * @param failures tries that have failed in a row, from 1 up
   */
  public Duration delay(int failures) {
    int doublings = Math.min(Math.max(failures - 1, 0), MAX_DOUBLINGS);
    Duration full = initial.multipliedBy(1L << doublings);
    return shortened(full.compareTo(max) < 0 ? full : max);
  }

  /** The longest wait, for a failure that will hardly mend itself. */
  public Duration longest() {
    return shortened(max);
  }

  private Duration shortened(Duration full) {
    double share = 1 - jitter * ThreadLocalRandom.current().nextDouble();
    return Duration.ofNanos(Math.max(1, (long) (full.toNanos() * share)));
  }
}
