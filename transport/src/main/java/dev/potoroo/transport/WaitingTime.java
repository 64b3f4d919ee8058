package dev.potoroo.transport;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long one waits for something, by looking every so often. Time counts only as far as it was
 * looked at: a pause of this process itself, because its thread was at other work or the machine
 * asleep, is not held against the peer that is waited for.
 *
 * <p>Not thread-safe.
 */
public final class WaitingTime {

  private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(1);

  private final LongSupplier nanoTime;
  private final long mostPerLook;
  private long waited;
  private long lookedAt;

  /**
   * @param interval between two looks, about; a longer one counts as twice that
   */
  public WaitingTime(Duration interval) {
    this(interval, System::nanoTime);
  }

  WaitingTime(Duration interval, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.mostPerLook = 2 * interval.toNanos();
    this.lookedAt = nanoTime.getAsLong();
  }

  /**
   * How often to look where {@code limit} is to be kept to a tenth: every second, or more often.
   *
   * @param limit zero for none
   */
  public static Duration intervalFor(Duration limit) {
    Duration tenth = limit.dividedBy(10);
    return limit.isZero() || tenth.compareTo(LONGEST_INTERVAL) > 0
        ? LONGEST_INTERVAL
        : Duration.ofMillis(Math.max(1, tenth.toMillis()));
  }

  /** What was waited for has come, or a sign of it. */
  public void restart() {
    waited = 0;
  }

  /**
   * Looks.
   *
   * @param waiting whether there is something to wait for now; if not, the time begins anew
   * @return how long it has been waited for
   */
  public Duration look(boolean waiting) {
    long now = nanoTime.getAsLong();
    waited = waiting ? waited + Math.min(now - lookedAt, mostPerLook) : 0;
    lookedAt = now;
    return Duration.ofNanos(waited);
  }
}
