package dev.potoroo.postgres.sink;

import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.sink.batch.OnRejected;

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

  /** Those, with what a table refuses kept as dead letters. */
  static PostgresSinkSettings keepingDeadLetters(PostgresSinkSettings settings) {
    return new PostgresSinkSettings(
        settings.connection(),
        settings.table(),
        settings.column(),
        settings.createTable(),
        settings.schema(),
        OnRejected.DEAD_LETTER);
  }

  static PostgresSinkSettings of(
      String connection, String table, String column, boolean createTable) {
    return new PostgresSinkSettings(
        ConnectionSettings.parse(connection),
        QualifiedName.parse(table),
        SqlName.parse(column),
        createTable,
        new SqlName(PostgresSinkSettings.DEFAULT_SCHEMA),
        OnRejected.FAIL);
  }
}
