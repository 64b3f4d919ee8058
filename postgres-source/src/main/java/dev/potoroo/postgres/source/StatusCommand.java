package dev.potoroo.postgres.source;

import dev.potoroo.postgres.source.capture.SourceConnection;
import dev.potoroo.postgres.source.outbox.OutboxStatus;
import dev.potoroo.postgres.source.outbox.StreamStatus;
import dev.potoroo.postgres.source.wal.position.FilePositionStore;
import dev.potoroo.postgres.source.wal.slot.SlotReport;
import dev.potoroo.postgres.source.wal.slot.SlotReports;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code postgres-source status}: how far behind each captured table is, and what its outbox takes
 * or its replication slot holds back.
 */
@Command(
    name = "status",
    description =
        "Shows for each table that is captured by outbox: rows and seconds that are not"
            + " acknowledged yet, ticks, size of the outbox, and who reads it. For one captured from"
            + " the log: how much of it is not acknowledged, how much the slot makes the server"
            + " keep, and what was lost.")
final class StatusCommand implements Callable<Integer> {
  @Mixin private final DatabaseOptions database = new DatabaseOptions();

  @Option(names = "--json", description = "One JSON array in place of the table")
  private boolean json;

  @Option(
      names = "--position-file",
      paramLabel = "FILE",
      description = "Of a source that keeps its position there: it is shown too")
  private @Nullable Path positionFile;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    StatusReport report;
    try (Connection connection = SourceConnection.open(database.connection())) {
      List<StreamStatus> streams =
          new OutboxStatus(connection, database.schema()).read(database.choice());
      List<SlotReport> slots =
          new SlotReports(connection, database.schema(), position()).read(database.choice());
      report = new StatusReport(streams, slots);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? report.json() : report.text());
    out.flush();
    return 0;
  }

  private @Nullable FilePositionStore position() throws IOException {
    return positionFile == null ? null : FilePositionStore.existing(positionFile);
  }
}
