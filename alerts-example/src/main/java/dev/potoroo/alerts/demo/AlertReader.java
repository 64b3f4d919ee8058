package dev.potoroo.alerts.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the alerts that have landed since it was last asked. There is one sink, which writes in one
 * transaction after the other, so that ids become visible in their order.
 */
final class AlertReader implements AutoCloseable {
  private final PreparedStatement ready;
  private final PreparedStatement query;
  private long lastId;

  AlertReader(Connection connection) throws SQLException {
    ready =
        connection.prepareStatement(
            """
            SELECT to_regclass('alert_log') IS NOT NULL
               AND EXISTS (
                 SELECT FROM pg_trigger
                  WHERE tgrelid = 'transactions'::regclass AND NOT tgisinternal)
            """);
    query =
        connection.prepareStatement("SELECT id, alert_log FROM alert_log WHERE id > ? ORDER BY id");
  }

  /**
   * Whether the source has its triggers on {@code transactions} and the sink has made {@code
   * alert_log}: a row written from now on becomes an alert, whatever is still being started.
   */
  boolean isReady() throws SQLException {
    try (ResultSet row = ready.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** In the order in which they landed; empty when there are none. */
  List<String> landed() throws SQLException {
    query.setLong(1, lastId);
    List<String> alerts = new ArrayList<>();
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        lastId = rows.getLong("id");
        alerts.add(rows.getString("alert_log"));
      }
    }
    return alerts;
  }

  @Override
  public void close() throws SQLException {
    ready.close();
    query.close();
  }
}
