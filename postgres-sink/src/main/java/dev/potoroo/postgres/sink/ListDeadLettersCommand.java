package dev.potoroo.postgres.sink;

import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.sink.deadletter.DeadLetterReport;
import dev.potoroo.postgres.sink.deadletter.DeadLetterStore;
import dev.potoroo.postgres.sink.schema.DeadLetterTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dead-letters list}; needs SELECT on their table. */
@Command(
    name = "list",
    description = "Shows the dead letters of all targets in the order in which they came.")
final class ListDeadLettersCommand implements Callable<Integer> {
  @Mixin private final DatabaseOptions database = new DatabaseOptions();

  @Option(
      names = "--json",
      description = "One JSON array in place of the table, with keys and payloads in base64")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    DeadLetterTable table = new DeadLetterTable(database.schema());
    try (Connection connection = database.connection().open("potoroo postgres-sink dead-letters")) {
      DeadLetterReport report =
          new DeadLetterReport(new DeadLetterStore(connection, table), spec.commandLine().getOut());
      if (json) {
        report.printJson();
      } else {
        report.printTable();
      }
    } catch (SQLException e) {
      throw PostgresErrors.translate("reading table " + table.name(), e);
    }
    return 0;
  }
}
