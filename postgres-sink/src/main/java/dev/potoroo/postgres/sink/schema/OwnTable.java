package dev.potoroo.postgres.sink.schema;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of the sink's own: created where it is missing, and checked for what the sink does with
 * it.
 *
 * @param schema created too where it is missing
 * @param definition what follows the name in CREATE TABLE
 * @param use for people, as in "keep its marks"
 * @param rights on the table, such as INSERT
 */
record OwnTable(SqlName schema, SqlName name, String definition, String use, List<String> rights) {

  QualifiedName qualifiedName() {
    return new QualifiedName(schema, name);
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
      check(connection, user, findings);
    }
  }

  /** Looks at the table, which has to be there, and creates nothing. */
  void check(Connection connection, SqlName user, Findings findings) throws SQLException {
    checkRights(connection, user, findings);
    checkDurability(connection, findings);
  }

  /** Whether {@link #prepare} could create it. */
  boolean mayCreate(Connection connection) throws SQLException {
    String sql =
        """
        SELECT CASE WHEN s.oid IS NULL
                    THEN has_database_privilege(current_database(), 'CREATE')
                    ELSE has_schema_privilege(s.oid, 'USAGE')
                         AND has_schema_privilege(s.oid, 'CREATE') END
        FROM (SELECT (SELECT oid FROM pg_namespace WHERE nspname = ?) AS oid) AS s
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, schema.value());
      return answer(statement);
    }
  }

  boolean exists(Connection connection) throws SQLException {
    return isTrue(connection, "true");
  }

  /** What makes it, and its schema where that is missing. */
  Ddl ddl(Connection connection, SqlName user) throws SQLException {
    List<String> create = new ArrayList<>();
    if (!schemaExists(connection)) {
      create.add("CREATE SCHEMA " + schema.quoted());
    }
    create.add("CREATE TABLE " + qualifiedName().quoted() + " " + definition);
    return new Ddl("table " + qualifiedName(), create, grants(user));
  }

  private List<String> grants(SqlName user) {
    return List.of(
        Ddl.grant("USAGE", "SCHEMA " + schema.quoted(), user),
        Ddl.grant(String.join(", ", rights), "TABLE " + qualifiedName().quoted(), user));
  }

  private void checkRights(Connection connection, SqlName user, Findings findings)
      throws SQLException {
    String held =
        rights.stream()
            .map(right -> " AND has_table_privilege(c.oid, '" + right + "')")
            .collect(Collectors.joining("", "has_schema_privilege(n.oid, 'USAGE')", ""));
    if (!isTrue(connection, held)) {
      findings.add(
          "user %s may not %s in table %s: expected %s on it, and USAGE on schema %s"
              .formatted(user, use, qualifiedName(), inWords(), schema),
          grants(user));
    }
  }

  private void checkDurability(Connection connection, Findings findings) throws SQLException {
    if (isTrue(connection, "c.relpersistence = 'u'")) {
      findings.add(
          "table %s is unlogged: a crash of the server would empty it; expected a logged one"
              .formatted(qualifiedName()),
          "ALTER TABLE " + qualifiedName().quoted() + " SET LOGGED");
    }
  }

  /** As in "SELECT, INSERT and UPDATE". */
  private String inWords() {
    int last = rights.size() - 1;
    return last == 0
        ? rights.get(0)
        : String.join(", ", rights.subList(0, last)) + " and " + rights.get(last);
  }

  /**
   * @param condition on {@code pg_class c} and {@code pg_namespace n}; also false when the table is
   *     not there
   */
  private boolean isTrue(Connection connection, String condition) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE n.nspname = ? AND c.relname = ? AND "
                + condition
                + ")")) {
      statement.setString(1, schema.value());
      statement.setString(2, name.value());
      return answer(statement);
    }
  }

  private boolean schemaExists(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = ?)")) {
      statement.setString(1, schema.value());
      return answer(statement);
    }
  }

  private static boolean answer(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      return row.next() && row.getBoolean(1);
    }
  }
}
