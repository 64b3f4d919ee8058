package dev.potoroo.postgres.source;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.SourceConnection;
import dev.potoroo.postgres.source.capture.SqlScript;
import dev.potoroo.postgres.source.capture.TableChoice;
import dev.potoroo.postgres.source.notify.NotifyRemoval;
import dev.potoroo.postgres.source.outbox.OutboxRemoval;
import dev.potoroo.postgres.source.wal.position.FilePositionStore;
import dev.potoroo.postgres.source.wal.slot.WalRemoval;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code postgres-source uninstall}: removes every trace from the database. */
@Command(
    name = "uninstall",
    description =
        "Removes the capture of the named tables, or of all: triggers, functions, outbox,"
            + " replication slot, publication, and at last our schema. Rows that are not"
            + " acknowledged are lost with it, but for --switched.")
final class UninstallCommand implements Callable<Integer> {
  @Mixin private final DatabaseOptions database = new DatabaseOptions();

  @Option(
      names = "--switched",
      description =
          "Only the outboxes of tables that were moved to mode wal. Refuses while one has rows that"
              + " are not acknowledged")
  private boolean switched;

  @Option(
      names = "--print",
      description = "Changes nothing and prints the SQL, for whoever may run it")
  private boolean print;

  @Option(
      names = "--position-file",
      paramLabel = "FILE",
      description = "Of a source that keeps its position there: it is removed too")
  private @Nullable Path positionFile;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    try (Connection connection = SourceConnection.open(database.connection())) {
      if (print) {
        out.print(script(connection));
      } else {
        report(remove(connection), out);
      }
    }
    out.flush();
    return 0;
  }

  private Set<String> remove(Connection connection) throws Exception {
    SqlName schema = database.schema();
    TableChoice tables = database.choice();
    OutboxRemoval outbox = new OutboxRemoval(connection, schema);
    Set<String> removed =
        new LinkedHashSet<>(switched ? outbox.removeSwitched(tables) : outbox.remove(tables));
    if (!switched) {
      removed.addAll(new NotifyRemoval(connection, schema).remove(tables));
      connection.setAutoCommit(true);
      removed.addAll(new WalRemoval(connection, schema, position()).remove(tables));
    }
    return removed;
  }

  private String script(Connection connection) throws Exception {
    SqlName schema = database.schema();
    TableChoice tables = database.choice();
    OutboxRemoval outbox = new OutboxRemoval(connection, schema);
    List<String> statements =
        new ArrayList<>(
            (switched ? outbox.planSwitched(tables) : outbox.plan(tables)).statements());
    if (!switched) {
      statements.addAll(new NotifyRemoval(connection, schema).plan(tables).statements());
      statements.addAll(new WalRemoval(connection, schema, position()).plan(tables).statements());
    }
    return SqlScript.inOneTransaction(statements);
  }

  private @Nullable FilePositionStore position() throws IOException {
    return positionFile == null ? null : FilePositionStore.existing(positionFile);
  }

  private static void report(Set<String> removed, PrintWriter out) {
    if (removed.isEmpty()) {
      out.println("nothing to do: no such table is captured");
    }
    removed.forEach(table -> out.println("uninstalled " + QualifiedName.parse(table)));
  }
}
