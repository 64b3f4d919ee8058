package dev.potoroo.postgres.source;

import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.driver.Capture;
import dev.potoroo.postgres.source.driver.RunnerDriver;
import dev.potoroo.postgres.source.outbox.OutboxSource;
import dev.potoroo.testkit.contract.SourceContract;
import dev.potoroo.testkit.contract.SourceDriver;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every source promises on the wire, kept by the outbox of a real table. */
@ExtendWith(PostgresExtension.class)
final class OutboxContractIT extends SourceContract {
  private PostgresDatabase database;
  private CaptureConfig config;

  @BeforeEach
  void createTable(PostgresDatabase fresh) throws Exception {
    database = fresh;
    config = Capture.in(database).table(RunnerDriver.CREATE_TABLE, "events").of("events").build();
    // Captured from now on: the contract writes before it starts the source.
    try (OutboxSource source = new OutboxSource(config)) {
      source.open();
    }
  }

  @Override
  protected SourceDriver newDriver() {
    return new RunnerDriver(database, () -> new OutboxSource(config));
  }
}
