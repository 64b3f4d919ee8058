package dev.potoroo.postgres.source;

import dev.potoroo.connector.command.Program;
import dev.potoroo.connector.command.SourceOptions;
import dev.potoroo.connector.command.StopSignal;
import dev.potoroo.connector.source.ReplayableSource;
import dev.potoroo.connector.source.SourceRunner;
import dev.potoroo.connector.source.SourceSettings;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CaptureMode;
import dev.potoroo.postgres.source.notify.NotifySource;
import dev.potoroo.postgres.source.outbox.OutboxSource;
import dev.potoroo.postgres.source.wal.WalSource;
import dev.potoroo.postgres.source.wal.slot.SlotGuard;
import dev.potoroo.postgres.source.wal.slot.SlotSettings;
import dev.potoroo.transport.LogField;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code postgres-source}: sends committed rows, or notifications, to a stream application. */
@Command(
    name = "postgres-source",
    description =
        "Sends the rows of PostgreSQL tables to a stream application as they are committed, as"
            + " JSON. Installs its triggers where it may.",
    subcommands = {
      InstallCommand.class,
      UninstallCommand.class,
      StatusCommand.class,
      SwitchCommand.class,
      DoctorCommand.class
    },
    footer = {
      "",
      "Example:",
      "  postgres-source --connection \"dbname=test user=postgres\" --table public.transactions"
    })
public final class PostgresSourceCommand implements Callable<Integer> {
  private static final String NAME = "postgres-source";

  @Mixin private final CaptureOptions capture = new CaptureOptions();
  @Mixin private final RetentionOptions retention = new RetentionOptions();
  @Mixin private final SourceOptions application = new SourceOptions();

  public static void main(String[] args) {
    Program.main(new PostgresSourceCommand(), args);
  }

  /** Runs until the process is asked to go. */
  @Override
  public Integer call() throws Exception {
    SourceSettings settings = application.settings(NAME);
    LogField.CONNECTOR.during(settings.instanceName(), () -> run(settings));
    return 0;
  }

  private void run(SourceSettings settings) throws Exception {
    CaptureConfig config = capture.config();
    SourceRunner runner = new SourceRunner(source(config), settings);
    if (config.mode() == CaptureMode.WAL) {
      runGuarded(runner, config);
    } else {
      StopSignal.run(runner::run, runner::stop);
    }
  }

  private void runGuarded(SourceRunner runner, CaptureConfig config) throws Exception {
    SlotSettings slot = capture.wal(config).slot();
    try (SlotGuard guard =
        new SlotGuard(
            config.connection(), slot.name(), slot.position(config.schema()), retention.limits())) {
      guard.start(runner::stop);
      StopSignal.run(runner::run, runner::stop);
      guard.finish();
    }
  }

  private ReplayableSource source(CaptureConfig config) {
    return switch (config.mode()) {
      case OUTBOX -> new OutboxSource(config);
      case NOTIFY -> new NotifySource(config);
      case WAL -> new WalSource(config, capture.wal(config));
    };
  }
}
