package dev.potoroo.postgres.source;

import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CapturePlan;
import dev.potoroo.postgres.source.capture.Installation;
import dev.potoroo.postgres.source.capture.SourceConnection;
import dev.potoroo.postgres.source.notify.NotifyPlanner;
import dev.potoroo.postgres.source.outbox.OutboxPlanner;
import dev.potoroo.postgres.source.wal.WalSettings;
import dev.potoroo.postgres.source.wal.slot.WalPlanner;
import java.io.PrintWriter;
import java.sql.Connection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code postgres-source install}: puts up what a start would, or shows the SQL. */
@Command(
    name = "install",
    description =
        "Installs the capture of tables, as a start of the source does where it may. Give it the"
            + " options that the source gets.")
final class InstallCommand implements Callable<Integer> {
  @Mixin private final CaptureOptions capture = new CaptureOptions();

  @Option(
      names = "--print",
      description =
          "Changes nothing and prints the SQL, for the tables' owner to run; it grants the role of"
              + " --connection what the source needs")
  private boolean print;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    CaptureConfig config = capture.config();
    PrintWriter out = spec.commandLine().getOut();
    try (Connection connection = SourceConnection.open(config.connection())) {
      Installation installation =
          new Installation(connection, config, planner(connection, capture, config));
      if (print) {
        out.print(installation.script());
      } else {
        out.println(installation.install() ? "installed" : "nothing to do: all is installed");
      }
      out.flush();
    }
    return 0;
  }

  static CapturePlan.Planner planner(
      Connection connection, CaptureOptions capture, CaptureConfig config) {
    return switch (config.mode()) {
      case OUTBOX -> new OutboxPlanner(connection, config);
      case NOTIFY -> new NotifyPlanner(connection, config);
      case WAL -> planner(connection, config, capture.wal(config));
    };
  }

  private static CapturePlan.Planner planner(
      Connection connection, CaptureConfig config, WalSettings wal) {
    return new WalPlanner(
        connection, config.schema(), wal.slot(), config.operations(), wal.snapshot());
  }
}
