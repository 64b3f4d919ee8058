package dev.potoroo.postgres.source.capture;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The GRANTs that a source's role needs, as statements without semicolons. */
public final class RequiredRights {

  private RequiredRights() {}

  /** What lets a role make our schema, or use it where it is there for others. */
  public static String toOurSchema(Connection connection, SqlName schema, SqlName role)
      throws SQLException {
    return SchemaObjects.schemaExists(connection, schema)
        ? grant("USAGE, CREATE ON SCHEMA " + schema.quoted(), role)
        : grant("CREATE ON DATABASE " + new SqlName(connection.getCatalog()).quoted(), role);
  }

  /** What lets a role put triggers on a table. */
  public static List<String> toTrigger(SqlName role, CapturedTable table) {
    List<String> grants = new ArrayList<>();
    SqlName tableSchema = Objects.requireNonNull(table.name().schema());
    grants.add(grant("USAGE ON SCHEMA " + tableSchema.quoted(), role));
    grants.add(grant("TRIGGER ON " + table.name().quoted(), role));
    for (QualifiedName partition : table.partitions()) {
      grants.add(grant("TRIGGER ON " + partition.quoted(), role));
    }
    return grants;
  }

  /** What lets a role read what somebody else has installed. */
  public static List<String> toRead(SqlName schema, String user) {
    SqlName role = new SqlName(user);
    return List.of(
        grant("USAGE ON SCHEMA " + schema.quoted(), role),
        grant("SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + schema.quoted(), role));
  }

  /**
   * @param right such as {@code SELECT ON t}
   */
  public static String grant(String right, SqlName role) {
    return "GRANT " + right + " TO " + role.quoted();
  }
}
