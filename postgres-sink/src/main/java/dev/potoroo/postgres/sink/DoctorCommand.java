package dev.potoroo.postgres.sink;

import dev.potoroo.connector.command.Program;
import dev.potoroo.connector.command.SinkOptions;
import dev.potoroo.postgres.connection.doctor.Check;
import dev.potoroo.postgres.connection.doctor.Doctor;
import dev.potoroo.postgres.connection.doctor.DoctorReport;
import dev.potoroo.postgres.connection.doctor.ServerChecks;
import dev.potoroo.postgres.sink.schema.SchemaChecks;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code postgres-sink doctor}: what would stand in the sink's way, and the SQL that mends it. */
@Command(
    name = "doctor",
    description =
        "Looks at the database as the sink will use it, changes nothing, and prints what is amiss"
            + " with the SQL that mends it. Give it the options that the sink gets. Ends with exit"
            + " code 1 when something has failed.")
final class DoctorCommand implements Callable<Integer> {
  private static final ServerChecks.Needs NEEDS =
      new ServerChecks.Needs(
          1,
          List.of(
              "statement_timeout",
              "transaction_timeout",
              "idle_in_transaction_session_timeout",
              "idle_session_timeout"),
          "prepared statements get lost, and writes fail");

  @Mixin private final DatabaseOptions database = new DatabaseOptions();
  @Mixin private final TargetOptions target = new TargetOptions();
  @Mixin private final WritingOptions writing = new WritingOptions();

  /** Taken so that the call can be the same; only their form is checked. */
  @SuppressWarnings("unused")
  @Mixin
  private final SinkOptions sink = new SinkOptions();

  @Option(names = "--json", description = "One JSON object in place of the text")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PostgresSinkSettings settings = target.settings(database, writing);
    List<Check> checks =
        Stream.of(
                ServerChecks.of(settings.connection(), NEEDS),
                SchemaChecks.of(settings.schemaCheck()))
            .flatMap(List::stream)
            .toList();
    DoctorReport report =
        Doctor.examine(settings.connection(), "potoroo postgres-sink doctor", checks);
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? report.json() : report.text());
    out.flush();
    return report.healthy() ? Program.FINISHED : Program.FAILED;
  }
}
