package dev.potoroo.postgres.source.capture;

import dev.potoroo.postgres.connection.SqlName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Tells when to look for new rows: after a NOTIFY, and at the latest when the poll interval is
 * over. So a notification that is lost, or kept back by a connection pooler, costs time and no row.
 *
 * <p>Listens on the connection that also reads: there is one thread, and it waits only when it has
 * nothing to read.
 */
public final class Doorbell {
  /** One millisecond is no wait: that is how the driver looks whether something has come. */
  private static final long SHORTEST_WAIT_MILLIS = 2;

  private final PGConnection connection;
  private final Duration poll;
  private boolean rung = true;
  private long polledNanos = System.nanoTime();

  private Doorbell(PGConnection connection, Duration poll) {
    this.connection = connection;
    this.poll = poll;
  }

  /** Listens from now on. The first {@link #answer} is true: there may be rows already. */
  public static Doorbell listen(Connection connection, SqlName channel, Duration poll)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + channel.quoted());
    }
    return new Doorbell(connection.unwrap(PGConnection.class), poll);
  }

  /** Whether it is time to look; if so, the next answer is yes only after another ring. */
  public boolean answer() throws SQLException {
    note(connection.getNotifications());
    if (!rung && untilPoll().compareTo(Duration.ZERO) > 0) {
      return false;
    }
    rung = false;
    polledNanos = System.nanoTime();
    return true;
  }

  /** Rings without a NOTIFY: there is more to be read. */
  public void ring() {
    rung = true;
  }

  /** Waits until it is time to look, but no longer than {@code limit}. */
  public void await(Duration limit) throws SQLException {
    Duration wait = min(limit, untilPoll());
    if (!rung && !wait.isZero() && !wait.isNegative()) {
      long millis = Math.max(SHORTEST_WAIT_MILLIS, wait.toMillis());
      note(connection.getNotifications(Math.toIntExact(millis)));
    }
  }

  private void note(PGNotification[] notifications) {
    rung |= notifications.length > 0;
  }

  private Duration untilPoll() {
    return poll.minusNanos(System.nanoTime() - polledNanos);
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
