package dev.potoroo.postgres.source.doctor;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.connection.doctor.Check;
import dev.potoroo.postgres.connection.doctor.Finding;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Whether our schema is there, or can be made.
 *
 * @param schema ours
 */
record OwnSchemaCheck(SqlName schema) implements Check {

  @Override
  public String name() {
    return "schema";
  }

  @Override
  public List<Finding> examine(Connection connection) throws SQLException {
    SqlName role = new SqlName(connection.getMetaData().getUserName());
    String sql =
        """
        SELECT pg_catalog.pg_get_userbyid(n.nspowner), has_schema_privilege(n.oid, 'USAGE')
        FROM pg_catalog.pg_namespace AS n WHERE n.nspname = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, schema.value());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return List.of(Finding.ok("schema %s is not there yet".formatted(schema)));
        }
        String text = "schema %s of %s".formatted(schema, row.getString(1));
        return List.of(
            row.getBoolean(2)
                ? Finding.ok(text)
                : Finding.failed(text + " is not ours to use")
                    .mendedBy(
                        "GRANT USAGE ON SCHEMA %s TO %s"
                            .formatted(schema.quoted(), role.quoted())));
      }
    }
  }
}
