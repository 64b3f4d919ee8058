package dev.potoroo.testkit.postgres;

/**
 * A server for one test, which may do with it what others would suffer from. It is embedded, and
 * runs on PostgreSQL's own defaults: {@code fsync=on}, {@code wal_level=replica}, and no setting
 * stands on its command line, so that ALTER SYSTEM changes each.
 */
public final class OwnServer implements AutoCloseable {
  private final EmbeddedServer control = new EmbeddedServer();
  private final PostgresServer server;

  private OwnServer() {
    control.startWithDefaults();
    server = new PostgresServer(control);
  }

  /** Takes some seconds. */
  public static OwnServer start() {
    return new OwnServer();
  }

  public PostgresServer server() {
    return server;
  }

  /** Makes a standby of it, for good. */
  public void becomeStandby() {
    control.startAsStandby();
    server.awaitReady();
  }

  @Override
  public void close() {
    server.close();
  }
}
