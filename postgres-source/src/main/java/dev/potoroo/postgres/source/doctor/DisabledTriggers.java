package dev.potoroo.postgres.source.doctor;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CapturedTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Triggers of ours that somebody has switched off. */
final class DisabledTriggers {

  private DisabledTriggers() {}

  /**
   * @param schema ours
   * @return the SQL that switches them on, empty when none is off
   */
  static List<String> remedy(Connection connection, SqlName schema, CapturedTable table)
      throws SQLException {
    String sql =
        """
        SELECT t.tgname
        FROM pg_catalog.pg_trigger AS t
        JOIN pg_catalog.pg_proc AS p ON p.oid = t.tgfoid
        JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
        WHERE n.nspname = ? AND t.tgrelid = ?::oid AND t.tgenabled NOT IN ('O', 'A')
        ORDER BY t.tgname
        """;
    List<String> remedy = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, schema.value());
      statement.setLong(2, table.oid());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          remedy.add(
              "ALTER TABLE %s ENABLE TRIGGER %s"
                  .formatted(table.name().quoted(), new SqlName(row.getString(1)).quoted()));
        }
      }
    }
    return remedy;
  }
}
