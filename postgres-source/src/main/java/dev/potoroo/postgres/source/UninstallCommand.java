package dev.potoroo.postgres.source;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.source.capture.SourceConnection;
import dev.potoroo.postgres.source.notify.NotifyRemoval;
import dev.potoroo.postgres.source.outbox.OutboxRemoval;
import dev.potoroo.postgres.source.wal.slot.WalRemoval;
import java.io.PrintWriter;
import java.sql.Connection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code postgres-source uninstall}: removes every trace from the database. */
@Command(
    name = "uninstall",
    description =
        "Removes the capture of the named tables, or of all: triggers, functions, outbox,"
            + " replication slot, publication, and at last our schema. Rows that are not"
            + " acknowledged are lost with it.")
final class UninstallCommand implements Callable<Integer> {
  @Mixin private final DatabaseOptions database = new DatabaseOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Set<String> removed = new LinkedHashSet<>();
    try (Connection connection = SourceConnection.open(database.connection())) {
      removed.addAll(new OutboxRemoval(connection, database.schema()).remove(database.choice()));
      removed.addAll(new NotifyRemoval(connection, database.schema()).remove(database.choice()));
      connection.setAutoCommit(true);
      removed.addAll(new WalRemoval(connection, database.schema()).remove(database.choice()));
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
