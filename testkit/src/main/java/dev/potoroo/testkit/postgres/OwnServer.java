package dev.potoroo.testkit.postgres;

import dev.potoroo.testkit.certificate.TestAuthority;
import dev.potoroo.testkit.certificate.TestCertificate;

/**
 * A server for one test, which may do with it what others would suffer from. It is embedded, and
 * runs on PostgreSQL's own defaults: {@code fsync=on}, {@code wal_level=replica}, and no setting
 * stands on its command line, so that ALTER SYSTEM changes each.
 */
public final class OwnServer implements AutoCloseable {
  /** The role whose members log in by certificate once the server has {@link #requireTls}. */
  public static final String BY_CERTIFICATE = "by_certificate";

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

  /**
   * Starts it again, and from now on takes from all but the superuser nothing but TLS: with a
   * password, or, from members of {@link #BY_CERTIFICATE}, with a certificate of that authority in
   * their own name.
   */
  public void requireTls(TestCertificate shown, TestAuthority clients) {
    control.startWithTls(shown, clients.certificate());
    server.awaitReady();
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
