package dev.potoroo.benchmarks.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A PostgreSQL 17 as it comes from its maintainers, but for logical decoding, commit times, and a
 * log long enough for no checkpoint to fall into one run and not into the next.
 *
 * <p>A commit waits for the log ({@code synchronous_commit=on}); whether the log waits for the disk
 * is the caller's choice.
 */
public final class BenchmarkServer implements AutoCloseable {
  private static final String NAME = "postgres";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final EmbeddedPostgres server;

  private BenchmarkServer(EmbeddedPostgres server) {
    this.server = server;
  }

  public static BenchmarkServer start(boolean fsync) throws IOException {
    return new BenchmarkServer(
        EmbeddedPostgres.builder()
            .setPGStartupWait(START_LIMIT)
            .setLocaleConfig("locale", "C.UTF-8")
            .setServerConfig("fsync", fsync ? "on" : "off")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("wal_level", "logical")
            .setServerConfig("max_wal_size", "8GB")
            .setServerConfig("checkpoint_timeout", "30min")
            .setServerConfig("track_commit_timestamp", "on")
            .start());
  }

  public Connection connect() throws SQLException {
    return connect(connectionString());
  }

  /**
   * @param connectionString as {@link #connectionString} gives it
   */
  static Connection connect(String connectionString) throws SQLException {
    return DriverManager.getConnection(connectionString);
  }

  /** As JDBC and {@code --connection} take it. */
  public String connectionString() {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s".formatted(server.getPort(), NAME, NAME);
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
