package dev.potoroo.alerts.chaos;

import dev.potoroo.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes transactions one after another, under ids that grow: mostly small ones, some large, some
 * that stay open for long, some that are rolled back. When the connection is lost it goes on with
 * fresh ids on a new one: whether the last commit counts is the table's to say.
 */
final class ChaosWriter implements Callable<Void> {
  private final PostgresDatabase database;
  private final int number;
  private final Random random;
  private final AtomicBoolean stopped;
  private long nextTurn = 1;

  ChaosWriter(PostgresDatabase database, int number, long seed, AtomicBoolean stopped) {
    this.database = database;
    this.number = number;
    this.random = new Random(seed);
    this.stopped = stopped;
  }

  @Override
  public Void call() throws InterruptedException {
    while (!stopped.get()) {
      try (Connection connection = database.connect();
          PreparedStatement insert =
              connection.prepareStatement(
                  """
                  INSERT INTO transactions
                  SELECT turn * ? + ?, (turn * 7919 % 250000 - 125000) / 50.0
                    FROM generate_series(?, ?) AS turn
                  """)) {
        connection.setAutoCommit(false);
        while (!stopped.get()) {
          write(connection, insert);
          pause(10, 50);
        }
      } catch (SQLException e) {
        // The server went away, or is not back yet.
        pause(20, 20);
      }
    }
    return null;
  }

  private void write(Connection connection, PreparedStatement insert)
      throws SQLException, InterruptedException {
    int kind = random.nextInt(100);
    if (kind < 80) {
      insert(insert, between(1, 5));
      connection.commit();
    } else if (kind < 90) {
      insert(insert, between(1, 50));
      connection.rollback();
    } else if (kind < 99) {
      for (int statement = between(2, 5); statement > 0; statement--) {
        insert(insert, between(1, 5));
        pause(20, 200);
      }
      connection.commit();
    } else {
      insert(insert, between(100, 500));
      connection.commit();
    }
  }

  private void insert(PreparedStatement insert, int rows) throws SQLException {
    insert.setInt(1, ChaosWriters.COUNT);
    insert.setInt(2, number);
    insert.setLong(3, nextTurn);
    nextTurn += rows;
    insert.setLong(4, nextTurn - 1);
    insert.executeUpdate();
  }

  private void pause(int leastMillis, int mostMillis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(between(leastMillis, mostMillis));
  }

  private int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }
}
