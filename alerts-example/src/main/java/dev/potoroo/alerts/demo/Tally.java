package dev.potoroo.alerts.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What the database holds, counted by the database alone: which alerts the table of transactions
 * asks for, and how often each of them stands in the table of alerts.
 *
 * @param transactions rows in {@code transactions}
 * @param expected alerts that these ask for
 * @param landed rows in {@code alert_log}
 * @param missing expected alerts that have not landed
 * @param twice rows in {@code alert_log} beyond those expected: an alert once more than it should
 *     be, or one that nothing asked for
 */
public record Tally(long transactions, long expected, long landed, long missing, long twice) {

  /** Says the rule in SQL, so that it does not lean on the application's own. */
  private static final String COUNT =
      """
      WITH expected AS (
        SELECT CASE WHEN amount > 0 THEN 'Deposit' ELSE 'Withdrawal' END
                 || ' Alert for ' || id || ': ' || amount AS alert,
               count(*) AS times
          FROM transactions
         WHERE amount > 1000 OR amount < -1000
         GROUP BY alert
      ), landed AS (
        SELECT alert_log AS alert, count(*) AS times FROM alert_log GROUP BY alert
      )
      SELECT (SELECT count(*) FROM transactions) AS transactions,
             coalesce(sum(expected.times), 0) AS expected,
             coalesce(sum(landed.times), 0) AS landed,
             coalesce(sum(greatest(
               coalesce(expected.times, 0) - coalesce(landed.times, 0), 0)), 0) AS missing,
             coalesce(sum(greatest(
               coalesce(landed.times, 0) - coalesce(expected.times, 0), 0)), 0) AS twice
        FROM expected FULL JOIN landed USING (alert)
      """;

  /** Counts both tables in one snapshot. */
  public static Tally count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(COUNT)) {
      row.next();
      return new Tally(
          row.getLong("transactions"),
          row.getLong("expected"),
          row.getLong("landed"),
          row.getLong("missing"),
          row.getLong("twice"));
    }
  }

  /** Whether every alert that is asked for has landed, and each once. */
  public boolean isExact() {
    return missing == 0 && twice == 0;
  }

  @Override
  public String toString() {
    return "%d transactions, %d alerts expected, %d in alert_log, %d missing, %d twice"
        .formatted(transactions, expected, landed, missing, twice);
  }
}
