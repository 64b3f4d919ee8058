package dev.potoroo.postgres.sink;

import dev.potoroo.connector.command.Program;
import dev.potoroo.connector.command.SinkOptions;
import dev.potoroo.connector.command.StopSignal;
import dev.potoroo.connector.sink.SinkRunner;
import dev.potoroo.postgres.sink.batch.OnRejected;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The executable {@code postgres-sink}. */
@Command(
    name = "postgres-sink",
    description = "Writes what an application sends into a PostgreSQL table, each message once.",
    subcommands = {StatusCommand.class, DeadLettersCommand.class})
public final class PostgresSinkCommand implements Callable<Integer> {
  @Mixin private final DatabaseOptions database = new DatabaseOptions();
  @Mixin private final TargetOptions target = new TargetOptions();

  @Option(
      names = "--create-table",
      description =
          "Create the table where it is missing: id serial primary key, the column as varchar,"
              + " created_at timestamptz.")
  private boolean createTable;

  @Option(
      names = "--on-rejected",
      paramLabel = "fail|dead-letter",
      defaultValue = "fail",
      description =
          "A message that the table refuses. fail: end, naming it. dead-letter: keep it in the"
              + " table dead_letter and write the others. Default: ${DEFAULT-VALUE}")
  private OnRejected onRejected = OnRejected.FAIL;

  @Mixin private final SinkOptions sink = new SinkOptions();

  public static void main(String... args) {
    Program.main(new PostgresSinkCommand(), args);
  }

  /** Listens and writes until it is stopped. */
  @Override
  public Integer call() throws Exception {
    PostgresSinkSettings settings = target.settings(database, createTable, onRejected);
    SinkRunner runner = new SinkRunner(new PostgresSink(settings), sink.settings("postgres-sink"));
    StopSignal.run(runner::run, runner::stop);
    return 0;
  }
}
