package dev.potoroo.postgres.source.capture;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The GRANTs that let a role install the capture of a table by itself.
 *
 * @param database where the table is
 * @param schema ours
 * @param schemaExists else the role has to be let make it
 * @param role that the source connects as
 */
public record RequiredRights(SqlName database, SqlName schema, boolean schemaExists, SqlName role) {

  /** Statements without semicolons, for the owners of database, schema and table. */
  public List<String> toInstall(CapturedTable table) {
    List<String> grants = new ArrayList<>();
    grants.add(
        schemaExists
            ? grant("USAGE, CREATE ON SCHEMA " + schema.quoted())
            : grant("CREATE ON DATABASE " + database.quoted()));
    grants.add(grant("USAGE ON SCHEMA " + Objects.requireNonNull(table.name().schema()).quoted()));
    grants.add(grant("TRIGGER ON " + table.name().quoted()));
    for (QualifiedName partition : table.partitions()) {
      grants.add(grant("TRIGGER ON " + partition.quoted()));
    }
    return grants;
  }

  private String grant(String right) {
    return "GRANT " + right + " TO " + role.quoted();
  }
}
