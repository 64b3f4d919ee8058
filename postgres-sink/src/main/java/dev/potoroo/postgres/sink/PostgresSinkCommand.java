package dev.potoroo.postgres.sink;

import dev.potoroo.connector.command.Program;
import dev.potoroo.connector.command.SinkOptions;
import dev.potoroo.connector.command.StopSignal;
import dev.potoroo.connector.sink.SinkRunner;
import dev.potoroo.connector.sink.SinkSettings;
import dev.potoroo.transport.LogField;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The executable {@code postgres-sink}. */
@Command(
    name = "postgres-sink",
    description = "Writes what an application sends into a PostgreSQL table, each message once.",
    subcommands = {StatusCommand.class, DoctorCommand.class, DeadLettersCommand.class})
public final class PostgresSinkCommand implements Callable<Integer> {
  @Mixin private final DatabaseOptions database = new DatabaseOptions();
  @Mixin private final TargetOptions target = new TargetOptions();

  @Mixin private final WritingOptions writing = new WritingOptions();
  @Mixin private final SinkOptions sink = new SinkOptions();

  public static void main(String... args) {
    Program.main(new PostgresSinkCommand(), args);
  }

  /** Listens and writes until it is stopped. */
  @Override
  public Integer call() throws Exception {
    PostgresSinkSettings settings = target.settings(database, writing);
    SinkSettings listening = sink.settings("postgres-sink");
    SinkRunner runner = new SinkRunner(new PostgresSink(settings), listening);
    LogField.CONNECTOR.during(listening.name(), () -> StopSignal.run(runner::run, runner::stop));
    return 0;
  }
}
