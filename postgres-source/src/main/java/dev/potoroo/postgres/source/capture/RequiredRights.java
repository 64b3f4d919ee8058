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

  /**
   * What lets a role install the capture of a table by itself.
   *
   * @param schema ours
   * @param role that the source connects as
   */
  static List<String> toInstall(
      Connection connection, SqlName schema, SqlName role, CapturedTable table)
      throws SQLException {
    List<String> grants = new ArrayList<>();
    grants.add(
        SchemaObjects.schemaExists(connection, schema)
            ? grant("USAGE, CREATE ON SCHEMA " + schema.quoted(), role)
            : grant("CREATE ON DATABASE " + new SqlName(connection.getCatalog()).quoted(), role));
    SqlName tableSchema = Objects.requireNonNull(table.name().schema());
    grants.add(grant("USAGE ON SCHEMA " + tableSchema.quoted(), role));
    grants.add(grant("TRIGGER ON " + table.name().quoted(), role));
    for (QualifiedName partition : table.partitions()) {
      grants.add(grant("TRIGGER ON " + partition.quoted(), role));
    }
    return grants;
  }

  /** What lets a role read what somebody else has installed. */
  static List<String> toRead(SqlName schema, String user) {
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
