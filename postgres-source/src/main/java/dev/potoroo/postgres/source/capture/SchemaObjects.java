package dev.potoroo.postgres.source.capture;

import dev.potoroo.postgres.connection.SqlName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What there is in our schema, out of the catalog. */
public final class SchemaObjects {

  private SchemaObjects() {}

  /**
   * A trigger that calls a function of ours.
   *
   * @param tableOid where it is
   * @param function that it calls, without our schema
   * @param rowLevel whether it fires for each row
   * @param enabled whether it fires at all for an ordinary session
   */
  public record InstalledTrigger(
      SqlName name, long tableOid, String function, boolean rowLevel, boolean enabled) {}

  public static boolean schemaExists(Connection connection, SqlName schema) throws SQLException {
    return holds(connection, "SELECT to_regnamespace(?) IS NOT NULL", schema.quoted());
  }

  public static String createSchema(SqlName schema) {
    return "CREATE SCHEMA " + schema.quoted();
  }

  /** The schema where it is not there, then these tables in it. */
  public static List<String> create(Connection connection, SqlName schema, List<String> tables)
      throws SQLException {
    List<String> statements = new ArrayList<>();
    if (!schemaExists(connection, schema)) {
      statements.add(createSchema(schema));
    }
    statements.addAll(tables);
    return statements;
  }

  /** Whether our schema has that table; asks the catalog, which takes no right on the schema. */
  public static boolean tableExists(Connection connection, SqlName schema, SqlName table)
      throws SQLException {
    return holds(
        connection,
        """
        SELECT EXISTS (SELECT FROM pg_catalog.pg_class AS c
                       JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                       WHERE n.nspname = ? AND c.relname = ?)
        """,
        schema.value(),
        table.value());
  }

  /** Whether nothing is left in the schema and we may drop it. */
  public static boolean mayDrop(Connection connection, SqlName schema) throws SQLException {
    return holds(
        connection,
        """
        SELECT pg_has_role(n.nspowner, 'USAGE')
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                               WHERE d.refclassid = 'pg_catalog.pg_namespace'::regclass
                                 AND d.refobjid = n.oid)
        FROM pg_catalog.pg_namespace AS n WHERE n.nspname = ?
        """,
        schema.value());
  }

  /** Source text by name, of those functions of our schema whose name ends so. */
  public static Map<String, String> functions(Connection connection, SqlName schema, String suffix)
      throws SQLException {
    String sql =
        """
        SELECT p.proname, p.prosrc
        FROM pg_catalog.pg_proc AS p
        JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
        WHERE n.nspname = ? AND right(p.proname, length(?)) = ?
        """;
    Map<String, String> functions = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, schema.value());
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

  /** The triggers, on whatever table, that call one of those functions. */
  public static List<InstalledTrigger> triggers(
      Connection connection, SqlName schema, String suffix) throws SQLException {
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
      statement.setString(1, schema.value());
      statement.setString(2, suffix);
      statement.setString(3, suffix);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          triggers.add(
              new InstalledTrigger(
                  new SqlName(row.getString(1)),
                  row.getLong(2),
                  row.getString(3),
                  row.getBoolean(4),
                  row.getBoolean(5)));
        }
      }
    }
    return triggers;
  }

  private static boolean holds(Connection connection, String sql, String... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }
}
