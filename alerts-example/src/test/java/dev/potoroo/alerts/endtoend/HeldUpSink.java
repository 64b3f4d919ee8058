package dev.potoroo.alerts.endtoend;

import static org.awaitility.Awaitility.await;

import dev.potoroo.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Holds up whoever writes to {@code alert_log}, by a lock on it: what is on its way stays on its
 * way, as long as this is open or until the server is killed. Reading goes on.
 */
final class HeldUpSink implements AutoCloseable {
  private final PostgresDatabase database;
  private final Connection lock;

  HeldUpSink(PostgresDatabase database) throws SQLException {
    this.database = database;
    lock = database.connect();
    lock.setAutoCommit(false);
    try (Statement statement = lock.createStatement()) {
      statement.execute("LOCK TABLE alert_log IN EXCLUSIVE MODE");
    }
  }

  /** Until so many writes, of one sink or another, are waiting. */
  void awaitWaitingWrites(int count) {
    await(count + " writes that wait for alert_log")
        .atMost(JavaProcess.PATIENCE)
        .until(
            () ->
                database.number(
                        "SELECT count(*) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
                    >= count);
  }

  @Override
  public void close() throws SQLException {
    lock.close();
  }
}
