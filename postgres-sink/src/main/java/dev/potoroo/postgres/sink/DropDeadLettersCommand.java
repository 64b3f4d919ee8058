package dev.potoroo.postgres.sink;

import dev.potoroo.connector.command.CheckedOptions;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.sink.deadletter.DeadLetterStore;
import dev.potoroo.postgres.sink.schema.DeadLetterTable;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dead-letters drop}; needs SELECT and DELETE on their table. */
@Command(
    name = "drop",
    description =
        "Drops dead letters for good. Ends with exit code 1 when one that was named is not there.")
final class DropDeadLettersCommand implements Callable<Integer>, CheckedOptions {
  @Mixin private final DatabaseOptions database = new DatabaseOptions();

  @Option(
      names = "--id",
      paramLabel = "ID",
      split = ",",
      description = "Those to drop, as dead-letters list shows them: 7 or 7,9,12")
  private List<Long> ids = new ArrayList<>();

  @Option(names = "--all", description = "Drop all, of every target")
  private boolean all;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public List<String> complaints() {
    return all == ids.isEmpty()
        ? List.of()
        : List.of("expected either --id or --all, got " + (all ? "both" : "neither"));
  }

  @Override
  public Integer call() throws Exception {
    DeadLetterTable table = new DeadLetterTable(database.schema());
    try (Connection connection = database.connection().open("potoroo postgres-sink dead-letters")) {
      return drop(new DeadLetterStore(connection, table));
    } catch (SQLException e) {
      throw PostgresErrors.translate("dropping from table " + table.name(), e);
    }
  }

  private int drop(DeadLetterStore store) throws SQLException {
    PrintWriter out = spec.commandLine().getOut();
    Set<Long> missing = new TreeSet<>(ids);
    if (all) {
      out.printf("%d dropped%n", store.dropAll());
    } else {
      Set<Long> dropped = store.drop(ids);
      missing.removeAll(dropped);
      out.printf("%d dropped%n", dropped.size());
      missing.forEach(id -> out.println("dead letter " + id + " is not there"));
    }
    out.flush();
    return missing.isEmpty() ? 0 : 1;
  }
}
