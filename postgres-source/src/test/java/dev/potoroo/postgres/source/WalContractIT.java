package dev.potoroo.postgres.source;

import dev.potoroo.postgres.source.driver.LogCaptureBuilder;
import dev.potoroo.postgres.source.driver.RunnerDriver;
import dev.potoroo.postgres.source.wal.WalSource;
import dev.potoroo.testkit.contract.SourceContract;
import dev.potoroo.testkit.contract.SourceDriver;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every source promises on the wire, kept by the write-ahead log. */
@ExtendWith(PostgresExtension.class)
final class WalContractIT extends SourceContract {
  private PostgresDatabase database;
  private LogCaptureBuilder capture;

  @BeforeEach
  void createTable(PostgresDatabase fresh) throws Exception {
    database = fresh;
    capture = LogCaptureBuilder.in(database).table(RunnerDriver.CREATE_TABLE, "events");
    // The slot is there from now on: the contract writes before it starts the source.
    try (WalSource source = capture.source("events")) {
      source.open();
    }
  }

  @Override
  protected SourceDriver newDriver() {
    return new RunnerDriver(database, () -> capture.source("events"));
  }
}
