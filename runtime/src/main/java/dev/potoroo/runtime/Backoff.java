package dev.potoroo.runtime;

import java.time.Duration;

/**
 * How long to wait before dialling again: twice as long after each failure, up to a limit, and each
 * time a random part of that, from half to the whole, so that many do not dial in step.
 *
 * @param initial before the first new try, above zero
 * @param max the longest, at least {@code initial}
 */
record Backoff(Duration initial, Duration max) {

  /** Doubling more often than this changes nothing and would overflow. */
  private static final int MAX_DOUBLINGS = 30;

  Backoff {
    if (initial.isZero() || initial.isNegative() || max.compareTo(initial) < 0) {
      throw new IllegalArgumentException(
          "back-off: expected 0 < initial <= max, got initial " + initial + ", max " + max);
    }
  }

  /**
   * @param failures how many tries have failed in a row, from 1
   * @param random from 0 to 1
   */
  Duration delay(int failures, double random) {
    int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
    double full = Math.min((double) max.toNanos(), (double) initial.toNanos() * (1L << doublings));
    return Duration.ofNanos((long) (full / 2 + full / 2 * random));
  }
}
