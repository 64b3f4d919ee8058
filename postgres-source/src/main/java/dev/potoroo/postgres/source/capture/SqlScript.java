package dev.potoroo.postgres.source.capture;

import dev.potoroo.postgres.connection.SqlName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Statements that belong together: run by us, or printed for somebody with more rights. */
public final class SqlScript {
  /** Of the advisory lock that installations take turns by: "potoroo" in ASCII. */
  private static final long INSTALLATION_LOCK = 0x706f746f726f6fL;

  private SqlScript() {}

  /** Waits for other installations in this database; until the transaction ends. */
  public static void lockInstallation(Connection connection) throws SQLException {
    run(connection, List.of("SELECT pg_advisory_xact_lock(" + INSTALLATION_LOCK + ")"));
  }

  /**
   * @param statements each without semicolon at its end
   */
  public static void run(Connection connection, List<String> statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // Without, a brace or a question mark in a name or constant would mean something to JDBC.
      statement.setEscapeProcessing(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Leaves a schema that somebody else owns, or keeps something in. */
  public static void dropSchemaIfEmpty(Connection connection, SqlName schema) throws SQLException {
    if (SchemaObjects.mayDrop(connection, schema)) {
      run(connection, List.of("DROP SCHEMA " + schema.quoted()));
    }
  }

  /** A script for psql, which ends with a line break. */
  public static String inOneTransaction(List<String> statements) {
    StringBuilder script = new StringBuilder("BEGIN;\n");
    statements.forEach(statement -> script.append(statement).append(";\n"));
    return script.append("COMMIT;\n").toString();
  }
}
