package dev.potoroo.postgres.source.outbox;

import dev.potoroo.postgres.connection.SqlName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Tells when to look for new rows. Whether writers ring for them, with NOTIFY at their commit, is
 * decided here, for commits that notify go one after the other in the whole cluster:
 *
 * <ul>
 *   <li><b>Listening</b>: it holds the lock of each outbox, and who cannot share that rings. It
 *       tells to look when it was rung, and at the latest when the poll interval is over, so a
 *       notification that is lost, or kept back by a connection pooler, costs time and no row.
 *   <li><b>Watching</b>: it does not hold them all. A writer shares a lock until its transaction
 *       has ended, and does not ring. It tells to look again and again, a nap between two looks: so
 *       a look takes together what has come meanwhile, and those who write have the processor.
 * </ul>
 *
 * <p>From listening to watching when it has hardly waited for a while. Back when some looks have
 * found nothing and the locks are to be had: then no transaction that did not ring is open, and one
 * look more sees what the last of them committed. While one stays open, the naps grow.
 *
 * <p>Listens on the connection that also reads: there is one thread, and it waits only when it has
 * nothing to read.
 */
final class Doorbell {
  /** One millisecond is no wait: that is how the driver looks whether something has come. */
  private static final long SHORTEST_WAIT_MILLIS = 2;

  /** From look to look while watching; doubled each time when the locks are shared. */
  private static final Duration SHORTEST_NAP = Duration.ofMillis(1);

  private static final Duration LONGEST_NAP = Duration.ofMillis(20);

  /** So many looks find nothing before it tries to listen. */
  static final int LOOKS_IN_VAIN = 5;

  /** How long it has to be busy before writers need not ring. */
  private static final Duration BUSY = Duration.ofMillis(100);

  /** It is busy when it waits for less than this part of the time. */
  private static final int LEAST_WAITING = 5;

  private final PGConnection connection;
  private final DoorbellLocks locks;
  private final Duration poll;

  private boolean listening;
  private boolean rung = true;
  private long lookedNanos = System.nanoTime();

  /** While listening: the beginning of the time that is judged, and how much of it was waited. */
  private long judgedNanos = System.nanoTime();

  private long waitedNanos;

  /** While watching. */
  private Duration nap = SHORTEST_NAP;

  private int looksInVain = LOOKS_IN_VAIN;

  private Doorbell(PGConnection connection, DoorbellLocks locks, Duration poll) {
    this.connection = connection;
    this.locks = locks;
    this.poll = poll;
    this.listening = locks.areAllHeld();
  }

  /**
   * Ready to be waited for from now on. The first {@link #answer} is true: there may be rows
   * already.
   *
   * @param keys of the locks; none where writers never ring
   * @param poll between two looks without a ring
   */
  static Doorbell listen(Connection connection, SqlName channel, List<Long> keys, Duration poll)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + channel.quoted());
    }
    return new Doorbell(
        connection.unwrap(PGConnection.class), new DoorbellLocks(connection, keys), poll);
  }

  /** Whether it is time to look. */
  boolean answer() throws SQLException {
    note(connection.getNotifications());
    if (!rung && !untilLook().isZero()) {
      return false;
    }
    rung = false;
    lookedNanos = System.nanoTime();
    return true;
  }

  /** Rings without a NOTIFY: there is more to be read. */
  void ring() {
    rung = true;
  }

  /** To be told of each look, and whether it found something. */
  void looked(boolean found) throws SQLException {
    if (listening) {
      judge();
    } else if (found) {
      nap = SHORTEST_NAP;
      looksInVain = 0;
    } else {
      looksInVain++;
    }
  }

  private void judge() throws SQLException {
    long judged = System.nanoTime() - judgedNanos;
    if (judged < BUSY.toNanos()) {
      return;
    }
    if (waitedNanos < judged / LEAST_WAITING) {
      locks.release();
      listening = locks.areAllHeld();
      looksInVain = 0;
    }
    beginToJudge();
  }

  private void beginToJudge() {
    judgedNanos = System.nanoTime();
    waitedNanos = 0;
  }

  /** Waits until it is time to look, but no longer than {@code limit}. */
  void await(Duration limit) throws SQLException {
    if (rung) {
      return;
    }
    if (listening) {
      long began = System.nanoTime();
      pause(min(limit, untilLook()));
      waitedNanos += System.nanoTime() - began;
      return;
    }
    if (looksInVain >= LOOKS_IN_VAIN) {
      listening = locks.take();
      if (listening) {
        beginToJudge();
        rung = true; // by nobody who shared a lock until a moment ago
        return;
      }
      nap = min(nap.multipliedBy(2), LONGEST_NAP);
    }
    LockSupport.parkNanos(min(limit, untilLook()).toNanos());
  }

  /** Until a writer rings. */
  private void pause(Duration limit) throws SQLException {
    if (!limit.isZero()) {
      long millis = Math.max(SHORTEST_WAIT_MILLIS, limit.toMillis());
      note(connection.getNotifications(Math.toIntExact(millis)));
    }
  }

  private void note(PGNotification[] notifications) {
    rung |= notifications.length > 0;
  }

  /** When nobody rings; not negative. */
  private Duration untilLook() {
    Duration interval = listening ? poll : nap;
    Duration left = interval.minusNanos(System.nanoTime() - lookedNanos);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
