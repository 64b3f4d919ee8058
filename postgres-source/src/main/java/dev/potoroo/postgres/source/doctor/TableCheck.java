package dev.potoroo.postgres.source.doctor;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.connection.doctor.Check;
import dev.potoroo.postgres.connection.doctor.Finding;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.Projection;
import dev.potoroo.postgres.source.capture.TableCatalog;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** Whether a table is there, of a kind that can be captured, with its columns and a key. */
record TableCheck(CaptureConfig config, QualifiedName wanted) implements Check {

  @Override
  public String name() {
    return "table";
  }

  @Override
  public List<Finding> examine(Connection connection) throws SQLException {
    try {
      CapturedTable table = new TableCatalog(connection).find(wanted);
      Projection.of(table, config.columns(), config.operations());
      return List.of(finding(table));
    } catch (ConfigurationException e) {
      return e.complaints().stream().map(Finding::failed).toList();
    }
  }

  private static Finding finding(CapturedTable table) {
    String text = "table %s, %d columns".formatted(table.name(), table.columns().size());
    if (table.primaryKey().isEmpty()) {
      return Finding.warning(text + ", without a primary key: messages have an empty key")
          .advising("give the table a primary key where the application asks for keys");
    }
    return Finding.ok(
        table.primaryKey().stream()
            .map(SqlName::toString)
            .collect(Collectors.joining(", ", text + ", primary key ", "")));
  }
}
