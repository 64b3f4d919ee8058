package dev.potoroo.postgres.source;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.command.CheckedOptions;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CaptureMode;
import dev.potoroo.postgres.source.capture.SourceConnection;
import dev.potoroo.postgres.source.wal.TableSwitch;
import java.io.PrintWriter;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code postgres-source switch}: captures tables in another mode from now on. */
@Command(
    name = "switch",
    description =
        "Moves tables from mode outbox to mode wal while they are written to, with no row missed or"
            + " sent twice. Give it the options that the source with --mode wal gets.")
final class SwitchCommand implements Callable<Integer>, CheckedOptions {
  @Mixin private final CaptureOptions capture = new CaptureOptions();

  @Option(
      names = "--to",
      paramLabel = "MODE",
      required = true,
      description = "wal, the only one that tables can be moved to")
  private String to = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    CaptureConfig config = capture.config(CaptureMode.WAL);
    PrintWriter out = spec.commandLine().getOut();
    try (Connection connection = SourceConnection.open(config.connection())) {
      for (TableSwitch.Switched switched :
          new TableSwitch(config, capture.wal(config), connection).run()) {
        out.printf(
            "%s: captured by the log from now on; its outbox has %d rows left%n",
            switched.table(), switched.outboxRows());
      }
    }
    out.println(
        "A source with --mode outbox sends what is left and ends by itself. Then start one with --mode"
            + " wal.");
    out.flush();
    return 0;
  }

  @Override
  public List<String> complaints() {
    return CaptureOptions.complaintsOf(
        () -> {
          if (!to.equalsIgnoreCase("wal")) {
            throw new ConfigurationException("--to: expected wal, got \"" + to + "\"");
          }
        });
  }
}
