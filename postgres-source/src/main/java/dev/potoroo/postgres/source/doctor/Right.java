package dev.potoroo.postgres.source.doctor;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A right as the statement that gives it, in a form that the planners write, and whether this
 * session has it already.
 *
 * @param privileges such as SELECT
 * @param object what they are on, or the role that one is made a member of
 */
record Right(List<String> privileges, Kind kind, QualifiedName object) {

  /** The question to the catalog, by privilege and name: a name in text takes rights to look up. */
  private enum Kind {
    TABLE(
        """
        SELECT has_table_privilege(c.oid, ?) FROM pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relname = ? AND n.nspname = ?"""),
    OWNER(
        """
        SELECT pg_has_role(c.relowner, ?) FROM pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relname = ? AND n.nspname = ?"""),
    SCHEMA("SELECT has_schema_privilege(oid, ?) FROM pg_catalog.pg_namespace WHERE nspname = ?"),
    DATABASE("SELECT has_database_privilege(oid, ?) FROM pg_catalog.pg_database WHERE datname = ?"),
    ROLE("SELECT pg_has_role(oid, ?) FROM pg_catalog.pg_roles WHERE rolname = ?"),
    REPLICATION(
        "SELECT (rolreplication OR rolsuper) AND ? <> '' FROM pg_catalog.pg_roles WHERE rolname ="
            + " ?");

    private final String question;

    Kind(String question) {
      this.question = question;
    }
  }

  private static final Pattern ON_OBJECT =
      Pattern.compile(
          "GRANT (.+?) ON (?:(SCHEMA|DATABASE|TABLE) )?(\".+\") TO \".+\"", Pattern.DOTALL);
  private static final Pattern BETWEEN_OBJECTS = Pattern.compile("(?<=\"), (?=\")");
  private static final Pattern MEMBERSHIP =
      Pattern.compile("GRANT (\".+\") TO \".+\"", Pattern.DOTALL);
  private static final Pattern ATTRIBUTE =
      Pattern.compile("ALTER ROLE (\".+\") REPLICATION", Pattern.DOTALL);
  private static final Pattern OWNERSHIP =
      Pattern.compile("ALTER TABLE (\".+\") OWNER TO \".+\"", Pattern.DOTALL);

  /**
   * @throws IllegalArgumentException for a statement of another form
   */
  static List<Right> parse(String statement) {
    Matcher form = ON_OBJECT.matcher(statement);
    if (form.matches()) {
      Kind kind = form.group(2) == null ? Kind.TABLE : Kind.valueOf(form.group(2));
      List<String> privileges = List.of(form.group(1).split(", "));
      return BETWEEN_OBJECTS
          .splitAsStream(form.group(3))
          .map(object -> new Right(privileges, kind, QualifiedName.parse(object)))
          .toList();
    }
    form = MEMBERSHIP.matcher(statement);
    if (form.matches()) {
      return List.of(new Right(List.of("USAGE"), Kind.ROLE, QualifiedName.parse(form.group(1))));
    }
    form = ATTRIBUTE.matcher(statement);
    if (form.matches()) {
      return List.of(
          new Right(List.of("REPLICATION"), Kind.REPLICATION, QualifiedName.parse(form.group(1))));
    }
    form = OWNERSHIP.matcher(statement);
    if (form.matches()) {
      return List.of(new Right(List.of("USAGE"), Kind.OWNER, QualifiedName.parse(form.group(1))));
    }
    throw new IllegalArgumentException(
        "expected a GRANT, ALTER ROLE or ALTER TABLE, got " + statement);
  }

  boolean isMissing(Connection connection) throws SQLException {
    for (String privilege : privileges) {
      if (!isHeld(connection, privilege)) {
        return true;
      }
    }
    return false;
  }

  private boolean isHeld(Connection connection, String privilege) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(kind.question)) {
      statement.setString(1, privilege);
      statement.setString(2, object.name().value());
      @Nullable SqlName schema = object.schema();
      if (schema != null) {
        statement.setString(3, schema.value());
      }
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }
}
