package dev.potoroo.postgres.source;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.source.capture.SourceConnection;
import dev.potoroo.postgres.source.notify.NotifyRemoval;
import dev.potoroo.postgres.source.outbox.OutboxRemoval;
import java.io.PrintWriter;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code postgres-source uninstall}: removes every trace from the database. */
@Command(
    name = "uninstall",
    description =
        "Removes the capture of the named tables, or of all: triggers, functions, outbox, and at"
            + " last our schema. Rows that are not acknowledged are lost with it.")
final class UninstallCommand implements Callable<Integer> {
  @Mixin private final DatabaseOptions database = new DatabaseOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    List<String> removed = new ArrayList<>();
    try (Connection connection = SourceConnection.open(database.connection())) {
      removed.addAll(new OutboxRemoval(connection, database.schema()).remove(database.choice()));
      removed.addAll(new NotifyRemoval(connection, database.schema()).remove(database.choice()));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (removed.isEmpty()) {
      out.println("nothing to do: no such table is captured");
    }
    removed.forEach(table -> out.println("uninstalled " + QualifiedName.parse(table)));
    out.flush();
    return 0;
  }
}
