package dev.potoroo.transport;

import java.time.Duration;

/**
 * When to say again that one still waits: after a while, after twice that, and so on, so that a
 * wait of a day is some ten lines in a log. Not thread-safe.
 */
public final class Reminder {

  private static final Duration USUAL = Duration.ofMinutes(1);

  private final Duration first;
  private Duration next;

  /**
   * @param first when to say it for the first time; zero for after a minute
   */
  public Reminder(Duration first) {
    this.first = first.isZero() ? USUAL : first;
    this.next = this.first;
  }

  /**
   * @param waited until now; less than the first time begins anew
   */
  public boolean isDue(Duration waited) {
    if (waited.compareTo(first) < 0) {
      next = first;
    }
    if (waited.compareTo(next) < 0) {
      return false;
    }
    next = next.multipliedBy(2);
    return true;
  }
}
