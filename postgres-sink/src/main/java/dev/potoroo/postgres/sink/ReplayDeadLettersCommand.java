package dev.potoroo.postgres.sink;

import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.sink.batch.OnRejected;
import dev.potoroo.postgres.sink.deadletter.Replay;
import dev.potoroo.postgres.sink.schema.DeadLetterTable;
import dev.potoroo.postgres.sink.schema.TargetTable;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code dead-letters replay}; needs SELECT and DELETE on their table, and what the sink needs on
 * the target.
 */
@Command(
    name = "replay",
    description =
        "Writes the dead letters of one target to it again, in the order in which they came. Each is"
            + " removed in the transaction that writes it. Ends with exit code 1 when some are"
            + " still refused.")
final class ReplayDeadLettersCommand implements Callable<Integer> {
  @Mixin private final DatabaseOptions database = new DatabaseOptions();
  @Mixin private final TargetOptions target = new TargetOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    PostgresSinkSettings settings = target.settings(database, false, OnRejected.DEAD_LETTER);
    PrintWriter out = spec.commandLine().getOut();
    Replay.Outcome outcome;
    try (Connection connection = settings.connection().open("potoroo postgres-sink dead-letters")) {
      DurableCommits.require(connection);
      TargetTable fit = settings.schemaCheck().target(connection);
      outcome =
          new Replay(connection, new DeadLetterTable(settings.schema()), fit)
              .run((id, reason) -> out.println("dead letter " + id + " is refused: " + reason));
      out.printf(
          "%s: %d written, %d still refused%n", fit.key(), outcome.written(), outcome.refused());
    } catch (SQLException e) {
      throw PostgresErrors.translate("checking table " + settings.table(), e);
    } finally {
      out.flush();
    }
    return outcome.refused() == 0 ? 0 : 1;
  }
}
