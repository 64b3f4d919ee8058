package dev.potoroo.postgres.source.driver;

import dev.potoroo.connector.HostAndPort;
import dev.potoroo.connector.source.ReplayableSource;
import dev.potoroo.connector.source.SourceRunner;
import dev.potoroo.connector.source.SourceSettings;
import dev.potoroo.testkit.contract.SourceDriver;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs a source that captures table {@code events}, as its executable does, for the contract. */
public final class RunnerDriver implements SourceDriver {
  public static final String CREATE_TABLE =
      "CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY)";

  /** Most tests end with something that is not acknowledged. */
  private static final Duration STOP_TIMEOUT = Duration.ofMillis(500);

  private final PostgresDatabase database;
  private final Supplier<ReplayableSource> source;
  private @Nullable SourceRunner runner;
  private CompletableFuture<@Nullable Void> ended = CompletableFuture.completedFuture(null);

  /**
   * @param source a new one at each call
   */
  public RunnerDriver(PostgresDatabase database, Supplier<ReplayableSource> source) {
    this.database = database;
    this.source = source;
  }

  @Override
  public void start(String application) {
    SourceRunner started =
        new SourceRunner(
            source.get(),
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
