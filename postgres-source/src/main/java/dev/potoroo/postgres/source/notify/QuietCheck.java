package dev.potoroo.postgres.source.notify;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Asks a server that has not notified for long for a sign of life, as a dead one and one with
 * nothing to notify look the same. What then becomes of a call without an answer is up to the
 * connection's database time-out.
 */
final class QuietCheck {

  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Duration interval;
  private long heardNanos = System.nanoTime();

  /**
   * @param databaseTimeout after half of it, or 30 s, the server is asked; zero for never
   */
  QuietCheck(Duration databaseTimeout) {
    Duration half = databaseTimeout.dividedBy(2);
    this.interval = half.compareTo(LONGEST) < 0 ? half : LONGEST;
  }

  /** The server has said something. */
  void heard() {
    heardNanos = System.nanoTime();
  }

  /** Asks if it is time for that. */
  void look(Connection connection) throws SQLException {
    if (!interval.isZero() && System.nanoTime() - heardNanos > interval.toNanos()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT 1");
      }
      heard();
    }
  }
}
