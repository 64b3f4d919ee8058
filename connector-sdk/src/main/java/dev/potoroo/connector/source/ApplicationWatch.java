package dev.potoroo.connector.source;

import dev.potoroo.connector.HostAndPort;
import dev.potoroo.transport.PeerWatch;
import dev.potoroo.transport.Reminder;
import dev.potoroo.transport.WaitingTime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices an application that owes an answer and is silent, and tells of one that shows that it
 * lives and settles nothing. Connector thread only: what has come and was not read yet would look
 * like silence from elsewhere.
 */
final class ApplicationWatch {

  private static final Logger log = LoggerFactory.getLogger(ApplicationWatch.class);

  private final HostAndPort application;
  private final Duration idleTimeout;
  private final Duration interval;
  private final WaitingTime silence;
  private final WaitingTime stall;
  private final Reminder stallReminder;
  private long lookAt = System.nanoTime();
  private long settled;

  /**
   * @param idleTimeout zero for none
   */
  ApplicationWatch(HostAndPort application, Duration idleTimeout) {
    this.application = application;
    this.idleTimeout = idleTimeout;
    this.interval = WaitingTime.intervalFor(idleTimeout);
    this.silence = new WaitingTime(interval);
    this.stall = new WaitingTime(interval);
    this.stallReminder = new Reminder(idleTimeout);
  }

  /** Whoever waits should not wait longer than this before the next {@link #look}. */
  Duration interval() {
    return interval;
  }

  /** A frame has come. */
  void heard() {
    silence.restart();
  }

  /** Whether it is time for {@link #look}. */
  boolean isDue() {
    return System.nanoTime() - lookAt >= 0;
  }

  /**
   * Looks, after all that has come was taken.
   *
   * @param owed what the application has to answer; null for nothing
   * @param settledNow another number than before when it has settled some of that
   * @return the session's end when the application is given up
   */
  @Nullable SessionEnd look(@Nullable String owed, long settledNow) {
    lookAt = System.nanoTime() + interval.toNanos();
    Duration silent = silence.look(owed != null);
    if (owed != null && !idleTimeout.isZero() && silent.compareTo(idleTimeout) >= 0) {
      return new SessionEnd(SessionEnd.Kind.LOST, PeerWatch.describe(silent, owed));
    }
    if (settledNow != settled) {
      settled = settledNow;
      stall.restart();
    }
    Duration stalled = stall.look(owed != null);
    if (owed != null && stallReminder.isDue(stalled)) {
      log.warn(
          "the application at {}: no progress for {} s, waiting for {}",
          application,
          stalled.toSeconds(),
          owed);
    }
    return null;
  }
}
