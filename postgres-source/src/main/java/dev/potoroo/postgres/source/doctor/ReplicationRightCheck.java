package dev.potoroo.postgres.source.doctor;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.connection.doctor.Check;
import dev.potoroo.postgres.connection.doctor.Finding;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Whether the role may open a replication connection. */
final class ReplicationRightCheck implements Check {

  @Override
  public String name() {
    return "replication-right";
  }

  @Override
  public List<Finding> examine(Connection connection) throws SQLException {
    SqlName role = new SqlName(connection.getMetaData().getUserName());
    String sql =
        "SELECT rolreplication OR rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user";
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return List.of(
          row.getBoolean(1)
              ? Finding.ok("%s may replicate".formatted(role))
              : Finding.failed("%s may not replicate".formatted(role))
                  .mendedBy("ALTER ROLE %s REPLICATION".formatted(role.quoted())));
    }
  }
}
