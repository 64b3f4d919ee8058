package dev.potoroo.benchmarks.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** The table that is captured, and a plain writer of it. */
final class Transactions {
  /** Rows that {@link #write} inserts in one transaction. */
  static final int BATCH = 1000;

  private Transactions() {}

  /**
   * Makes both tables anew, and forgets every capture.
   *
   * <p>Publications and slots are dropped by whoever made them.
   */
  static void create(Connection connection) throws SQLException {
    AlertLog.create(connection);
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS transactions CASCADE");
      statement.execute(
          "CREATE TABLE transactions (id bigint PRIMARY KEY, amount numeric NOT NULL)");
    }
  }

  /**
   * Transactions {@code first} to {@code last}, {@link #BATCH} in a transaction of the database.
   */
  static void write(Connection connection, long first, long last) throws SQLException {
    write(connection, first, last, BATCH);
  }

  /** Transactions {@code first} to {@code last}, {@code batch} in a transaction of the database. */
  static void write(Connection connection, long first, long last, int batch) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO transactions SELECT id, 1001 + id % 1000"
                + " FROM generate_series(?::bigint, ?::bigint) AS id")) {
      for (long from = first; from <= last; from += batch) {
        insert.setLong(1, from);
        insert.setLong(2, Math.min(from + batch - 1, last));
        insert.executeUpdate();
      }
    }
  }
}
