package dev.potoroo.postgres.sink;

import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;

/** The settings that tests start from. */
final class Settings {

  private Settings() {}

  /** The defaults with {@code --create-table}. */
  static PostgresSinkSettings creating(String connection) {
    return of(connection, "alert_log", "alert_log", true);
  }

  /** The defaults. */
  static PostgresSinkSettings existing(String connection) {
    return of(connection, "alert_log", "alert_log", false);
  }

  static PostgresSinkSettings of(
      String connection, String table, String column, boolean createTable) {
    return new PostgresSinkSettings(
        ConnectionSettings.parse(connection),
        QualifiedName.parse(table),
        SqlName.parse(column),
        createTable,
        new SqlName(PostgresSinkSettings.DEFAULT_SCHEMA));
  }
}
