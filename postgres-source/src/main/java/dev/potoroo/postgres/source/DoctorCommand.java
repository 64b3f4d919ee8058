package dev.potoroo.postgres.source;

import dev.potoroo.connector.command.Program;
import dev.potoroo.connector.command.SourceOptions;
import dev.potoroo.postgres.connection.doctor.Check;
import dev.potoroo.postgres.connection.doctor.Doctor;
import dev.potoroo.postgres.connection.doctor.DoctorReport;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CaptureMode;
import dev.potoroo.postgres.source.doctor.SourceChecks;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code postgres-source doctor}: what would stand in the source's way, and the SQL that mends it.
 */
@Command(
    name = "doctor",
    description =
        "Looks at the database as the source will use it, changes nothing, and prints what is amiss"
            + " with the SQL that mends it. Give it the options that the source gets. Ends with"
            + " exit code 1 when something has failed.")
final class DoctorCommand implements Callable<Integer> {
  @Mixin private final CaptureOptions capture = new CaptureOptions();

  /** Taken so that the call can be the same; only their form is checked. */
  @SuppressWarnings("unused")
  @Mixin
  private final SourceOptions application = new SourceOptions();

  @Option(names = "--json", description = "One JSON object in place of the text")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    CaptureConfig config = capture.config();
    DoctorReport report =
        Doctor.examine(config.connection(), "potoroo-source doctor", checks(config));
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? report.json() : report.text());
    out.flush();
    return report.healthy() ? Program.FINISHED : Program.FAILED;
  }

  private List<Check> checks(CaptureConfig config) {
    List<Check> checks = new ArrayList<>();
    checks.addAll(
        SourceChecks.of(config, connection -> InstallCommand.planner(connection, capture, config)));
    if (config.mode() == CaptureMode.WAL) {
      checks.addAll(SourceChecks.ofReplication(capture.wal(config).slot().name()));
    }
    return checks;
  }
}
