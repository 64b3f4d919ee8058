package dev.potoroo.postgres.source;

import dev.potoroo.connector.HostAndPort;
import dev.potoroo.connector.source.SourceRunner;
import dev.potoroo.connector.source.SourceSettings;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.driver.Capture;
import dev.potoroo.postgres.source.outbox.OutboxSource;
import dev.potoroo.testkit.contract.SourceContract;
import dev.potoroo.testkit.contract.SourceDriver;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
    config =
        Capture.in(database)
            .table("CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY)", "events")
            .of("events")
            .build();
    // Captured from now on: the contract writes before it starts the source.
    try (OutboxSource source = new OutboxSource(config)) {
      source.open();
    }
  }

  @Override
  protected SourceDriver newDriver() {
    return new RunnerDriver(database, config);
  }

  private static final class RunnerDriver implements SourceDriver {
    /** Most tests end with something that is not acknowledged. */
    private static final Duration STOP_TIMEOUT = Duration.ofMillis(500);

    private final PostgresDatabase database;
    private final CaptureConfig config;
    private @Nullable SourceRunner runner;
    private CompletableFuture<@Nullable Void> ended = CompletableFuture.completedFuture(null);

    RunnerDriver(PostgresDatabase database, CaptureConfig config) {
      this.database = database;
      this.config = config;
    }

    @Override
    public void start(String application) {
      SourceRunner started =
          new SourceRunner(
              new OutboxSource(config),
              SourceSettings.builder(HostAndPort.parse(application), "contract")
                  .stopTimeout(STOP_TIMEOUT)
                  .build());
      runner = started;
      ended = CompletableFuture.runAsync(() -> run(started));
    }

    private static void run(SourceRunner runner) {
      try {
        runner.run();
      } catch (Exception e) {
        throw new IllegalStateException("the source failed", e);
      }
    }

    @Override
    public void produce(int count) throws SQLException {
      database.execute(
          "INSERT INTO events OVERRIDING USER VALUE SELECT 0 FROM generate_series(1, %d)"
              .formatted(count));
    }

    @Override
    public void stop() throws Exception {
      if (runner != null) {
        runner.stop();
      }
      ended.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
      stop();
    }
  }
}
