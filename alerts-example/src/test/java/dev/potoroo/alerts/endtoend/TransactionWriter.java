package dev.potoroo.alerts.endtoend;

import dev.potoroo.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

/**
 * One of several who write transactions at once: this one every {@code step}-th id, few rows to a
 * commit. When the connection is lost it writes the same rows again on a new one; those that had
 * been committed after all are left alone.
 */
final class TransactionWriter implements Callable<Void> {
  private static final int ROWS_PER_COMMIT = 2;

  private final PostgresDatabase database;
  private final Semaphore allowance;
  private final int firstId;
  private final int lastId;
  private final int step;

  /**
   * @param allowance a permit for each row; waits for it
   */
  TransactionWriter(
      PostgresDatabase database, Semaphore allowance, int firstId, int lastId, int step) {
    this.database = database;
    this.allowance = allowance;
    this.firstId = firstId;
    this.lastId = lastId;
    this.step = step;
  }

  @Override
  public Void call() throws InterruptedException {
    int next = firstId;
    boolean permitted = false;
    while (next <= lastId) {
      try (Connection connection = database.connect();
          PreparedStatement insert =
              connection.prepareStatement(
                  """
                  INSERT INTO transactions
                  SELECT id, id * 7919 % 2500 - 1250 FROM generate_series(?, ?, ?) AS id
                  ON CONFLICT (id) DO NOTHING
                  """)) {
        while (next <= lastId) {
          int last = Math.min(next + (ROWS_PER_COMMIT - 1) * step, lastId);
          insert.setInt(1, next);
          insert.setInt(2, last);
          insert.setInt(3, step);
          if (!permitted) {
            allowance.acquire(ROWS_PER_COMMIT);
            permitted = true;
          }
          insert.executeUpdate();
          permitted = false;
          next = last + step;
        }
      } catch (SQLException e) {
        // The server went away, or is not back yet: what is permitted are the same rows once more.
      }
    }
    return null;
  }
}
