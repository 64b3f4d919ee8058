package dev.potoroo.benchmarks.database;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The table that alerts go to, and the ground truth about it. Transaction {@code id} has the amount
 * {@code 1001 + id % 1000}, so every one makes an alert.
 */
final class AlertLog {
  private static final String COUNT =
      """
      SELECT count(*), count(*) FILTER (WHERE landed.alert_log IS DISTINCT FROM due.alert_log)
      FROM (SELECT alert_log, row_number() OVER (ORDER BY alert_log) AS place FROM alert_log)
          AS landed
        FULL JOIN
          (SELECT alert_log, row_number() OVER (ORDER BY alert_log) AS place
            FROM (SELECT format('Deposit Alert for %%s: %%s', id, 1001 + id %% 1000) AS alert_log
                  FROM generate_series(1, %d) AS id) AS alert) AS due USING (place)""";

  private AlertLog() {}

  /** Empty, as {@code --create-table} makes it; marks of earlier runs are gone. */
  static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS alert_log");
      statement.execute("DROP SCHEMA IF EXISTS potoroo CASCADE");
      statement.execute(
          "CREATE TABLE alert_log (id serial PRIMARY KEY, alert_log varchar,"
              + " created_at timestamptz NOT NULL DEFAULT now())");
    }
  }

  /** What the table gets for transaction {@code id}. */
  static String alert(long id) {
    return "Deposit Alert for " + id + ": " + amount(id);
  }

  static byte[] alertBytes(long id) {
    return alert(id).getBytes(StandardCharsets.US_ASCII);
  }

  static long amount(long id) {
    return 1001 + id % 1000;
  }

  /**
   * @throws IllegalStateException when it holds anything but the alerts of the transactions 1 to
   *     {@code rows}, each once
   */
  static void requireExactly(Connection connection, long rows) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet counted = statement.executeQuery(COUNT.formatted(rows))) {
      counted.next();
      if (counted.getLong(1) != rows || counted.getLong(2) != 0) {
        throw new IllegalStateException(
            "expected %d alerts, each once; of %d places in both lists %d differ"
                .formatted(rows, counted.getLong(1), counted.getLong(2)));
      }
    }
  }
}
