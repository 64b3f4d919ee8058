package dev.potoroo.postgres.sink.schema;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.connection.doctor.Check;
import dev.potoroo.postgres.connection.doctor.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** Whether a table of the sink's own is there and may be used, or can be made. */
record OwnTableCheck(String name, OwnTable table) implements Check {

  @Override
  public List<Finding> examine(Connection connection) throws SQLException {
    SqlName user = SchemaCheck.currentUser(connection);
    if (!table.exists(connection)) {
      return List.of(missing(connection, user));
    }
    Findings findings = new Findings();
    table.check(connection, user, findings);
    return findings.isEmpty()
        ? List.of(Finding.ok("table %s is there".formatted(table.qualifiedName())))
        : SchemaChecks.failed(findings);
  }

  private Finding missing(Connection connection, SqlName user) throws SQLException {
    if (table.mayCreate(connection)) {
      return Finding.ok(
          "table %s is not there yet; the sink makes it".formatted(table.qualifiedName()));
    }
    Ddl ddl = table.ddl(connection, user);
    return Finding.failed(
            "table %s is not there, and the right to create it is missing"
                .formatted(table.qualifiedName()))
        .mendedBy(Stream.concat(ddl.create().stream(), ddl.grant().stream()).toList());
  }
}
