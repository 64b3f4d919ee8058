package dev.potoroo.postgres.sink.schema;

import dev.potoroo.postgres.connection.doctor.Check;
import dev.potoroo.postgres.connection.doctor.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Whether the table that the sink fills is there and fit, or can be made. */
record TargetCheck(SchemaCheck wanted) implements Check {

  @Override
  public String name() {
    return "table";
  }

  @Override
  public List<Finding> examine(Connection connection) throws SQLException {
    Findings findings = new Findings();
    TargetTableCheck check =
        new TargetTableCheck(
            connection, wanted.withoutCreating(), SchemaCheck.currentUser(connection), findings);
    if (wanted.createTable() && !check.isThere() && check.mayCreate()) {
      return List.of(
          Finding.ok(
              "table %s is not there yet; --create-table makes it".formatted(wanted.table())));
    }
    Optional<TargetTable> fit = check.run();
    return fit.map(table -> List.of(ok(table))).orElseGet(() -> SchemaChecks.failed(findings));
  }

  private static Finding ok(TargetTable table) {
    return Finding.ok("column %s of table %s is fit".formatted(table.column(), table.name()));
  }
}
