package dev.potoroo.postgres.source.outbox;

import dev.potoroo.postgres.source.capture.CapturedTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of ours is in the database for one table.
 *
 * @param stream empty when the table is not captured
 * @param functions source text by name
 * @param triggers those that call one of these functions, on whatever table
 */
record InstalledState(
    boolean schema,
    boolean tables,
    Optional<StoredStream> stream,
    Map<String, String> functions,
    List<InstalledTrigger> triggers) {

  /**
   * @param function that it calls
   * @param rowLevel whether it fires for each row
   * @param enabled whether it fires at all for an ordinary session
   */
  record InstalledTrigger(
      String name, long tableOid, String function, boolean rowLevel, boolean enabled) {}

  static InstalledState read(Connection connection, OutboxName names, CapturedTable table)
      throws SQLException {
    boolean schema = schemaExists(connection, names);
    boolean tables = schema && exists(connection, "to_regclass", names.tick());
    Optional<StoredStream> stream =
        tables ? new StreamRegistry(connection, names).find(table) : Optional.empty();
    if (stream.isEmpty()) {
      return new InstalledState(schema, tables, stream, Map.of(), List.of());
    }
    String suffix = "_" + stream.get().incarnation();
    return new InstalledState(
        true,
        true,
        stream,
        functions(connection, names, suffix),
        triggers(connection, names, suffix));
  }

  static boolean schemaExists(Connection connection, OutboxName names) throws SQLException {
    return exists(connection, "to_regnamespace", names.schema().quoted());
  }

  private static boolean exists(Connection connection, String lookUp, String name)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT " + lookUp + "(?) IS NOT NULL")) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static Map<String, String> functions(
      Connection connection, OutboxName names, String suffix) throws SQLException {
    String sql =
        """
        SELECT p.proname, p.prosrc
        FROM pg_catalog.pg_proc AS p
        JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
        WHERE n.nspname = ? AND right(p.proname, length(?)) = ?
        """;
    Map<String, String> functions = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, names.schema().value());
      statement.setString(2, suffix);
      statement.setString(3, suffix);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          functions.put(row.getString(1), row.getString(2));
        }
      }
    }
    return functions;
  }

  private static List<InstalledTrigger> triggers(
      Connection connection, OutboxName names, String suffix) throws SQLException {
    String sql =
        """
        SELECT t.tgname, t.tgrelid, p.proname, t.tgtype & 1 = 1, t.tgenabled IN ('O', 'A')
        FROM pg_catalog.pg_trigger AS t
        JOIN pg_catalog.pg_proc AS p ON p.oid = t.tgfoid
        JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
        WHERE n.nspname = ? AND right(p.proname, length(?)) = ? AND t.tgparentid = 0
        """;
    List<InstalledTrigger> triggers = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, names.schema().value());
      statement.setString(2, suffix);
      statement.setString(3, suffix);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          triggers.add(
              new InstalledTrigger(
                  row.getString(1),
                  row.getLong(2),
                  row.getString(3),
                  row.getBoolean(4),
                  row.getBoolean(5)));
        }
      }
    }
    return triggers;
  }
}
