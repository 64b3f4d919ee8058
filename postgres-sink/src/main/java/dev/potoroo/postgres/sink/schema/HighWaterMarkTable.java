package dev.potoroo.postgres.sink.schema;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The table that the marks are in, {@code potoroo.high_water_mark}: one row for each stream of an
 * application that has ever had a message written to a target. The target is part of the key, for
 * one application may fill two tables of one database from the same stream.
 *
 * <p>Ids and marks are unsigned 64-bit, hence numeric.
 */
public record HighWaterMarkTable(SqlName schema) {

  public QualifiedName name() {
    return new QualifiedName(schema, new SqlName("high_water_mark"));
  }

  /** Creates the table where it is missing, and finds out whether this user may use it. */
  void prepare(Connection connection, SqlName user, Findings findings) throws SQLException {
    if (!exists(connection) && !ddl(connection, user).run(connection, findings)) {
      // Another connector has made the schema meanwhile, or the table too.
      if (!exists(connection)) {
        ddl(connection, user).run(connection, findings);
      }
    }
    if (findings.isEmpty()) {
      checkRights(connection, user, findings);
    }
  }

  private boolean exists(Connection connection) throws SQLException {
    return is(
        connection,
        "SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE n.nspname = ? AND c.relname = ?)",
        schema.value(),
        name().name().value());
  }

  private Ddl ddl(Connection connection, SqlName user) throws SQLException {
    boolean schemaExists =
        is(
            connection,
            "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = ?)",
            schema.value());
    List<String> create = new ArrayList<>();
    if (!schemaExists) {
      create.add("CREATE SCHEMA " + schema.quoted());
    }
    create.add(
        """
        CREATE TABLE %s (
            application text NOT NULL,
            target text NOT NULL,
            stream numeric(20) NOT NULL CHECK (stream BETWEEN 0 AND 18446744073709551615),
            name text NOT NULL,
            mark numeric(20) NOT NULL CHECK (mark BETWEEN 0 AND 18446744073709551614),
            updated_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (application, target, stream)
          ) WITH (fillfactor = 50)"""
            .formatted(name().quoted()));
    return new Ddl("table " + name(), create, grants(user));
  }

  private List<String> grants(SqlName user) {
    return List.of(
        Ddl.grant("USAGE", "SCHEMA " + schema.quoted(), user),
        Ddl.grant("SELECT, INSERT, UPDATE", "TABLE " + name().quoted(), user));
  }

  private void checkRights(Connection connection, SqlName user, Findings findings)
      throws SQLException {
    boolean mayUse =
        is(
            connection,
            """
            SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
                AND has_table_privilege(c.oid, 'INSERT') AND has_table_privilege(c.oid, 'UPDATE')
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = ? AND c.relname = ?""",
            schema.value(),
            name().name().value());
    if (!mayUse) {
      findings.add(
          "user %s may not keep its marks in table %s: expected SELECT, INSERT and UPDATE on it, and USAGE on schema %s"
              .formatted(user, name(), schema),
          grants(user));
    }
  }

  private static boolean is(Connection connection, String question, String... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(question)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet answer = statement.executeQuery()) {
        return answer.next() && answer.getBoolean(1);
      }
    }
  }
}
