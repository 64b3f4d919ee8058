package dev.potoroo.postgres.source.wal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Writes a message into a log that stands still, so that the slot of a database in which nobody
 * writes moves on while other databases of the server do. Takes no table and no right.
 */
final class Heartbeat {
  /** Tells others whose message it is. */
  static final String PREFIX = "potoroo";

  private final Connection work;
  private final Duration interval;
  private long lastNanos = System.nanoTime();

  /**
   * @param interval zero for no heartbeat
   */
  Heartbeat(Connection work, Duration interval) {
    this.work = work;
    this.interval = interval;
  }

  /** The log has moved by itself. */
  void postpone() {
    lastNanos = System.nanoTime();
  }

  /** Writes the message if it is time. */
  void beat() throws SQLException {
    if (interval.isZero() || System.nanoTime() - lastNanos < interval.toNanos()) {
      return;
    }
    try (Statement statement = work.createStatement()) {
      statement.execute("SELECT pg_logical_emit_message(false, '" + PREFIX + "', '')");
    }
    lastNanos = System.nanoTime();
  }
}
