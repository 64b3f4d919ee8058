package dev.potoroo.testkit.postgres;

import dev.potoroo.testkit.postgres.ServerControl.StopMode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server that the tests of this JVM share. Which one it is: see {@link PostgresExtension}.
 *
 * <p>It has {@code wal_level=logical} and takes prepared transactions, and asks every role but the
 * superuser for a password. A server that was given may have other settings.
 */
public final class PostgresServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);

  /** The system property that asks for another server than the embedded one. */
  private static final String PROPERTY = "potoroo.postgres";

  private static final String DOCKER = "docker:";
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);

  private final ServerControl control;
  private final int majorVersion;

  PostgresServer(ServerControl control) {
    this.control = control;
    this.majorVersion = awaitReady(control);
    LOG.info("tests run on PostgreSQL {} at {}:{}", majorVersion, host(), port());
  }

  static PostgresServer start() {
    return new PostgresServer(
        choose(System.getenv(GivenServer.VARIABLE), System.getProperty(PROPERTY)));
  }

  /**
   * A server of the caller's own, which closes it: from programs that are installed on this
   * machine, for what the shared one does not have, such as an output plugin. It runs as an
   * unprivileged user on a free port, and has the settings of the shared one.
   *
   * @param directory that has {@code initdb} and {@code pg_ctl}, such as {@code
   *     /usr/lib/postgresql/15/bin}
   */
  public static PostgresServer installed(Path directory) {
    return new PostgresServer(new InstalledServer(directory));
  }

  private static ServerControl choose(@Nullable String given, @Nullable String kind) {
    if (given != null && !given.isEmpty()) {
      return GivenServer.of(given);
    }
    if (kind == null || kind.equals("embedded")) {
      return new EmbeddedServer();
    }
    if (kind.startsWith(DOCKER)) {
      return new ContainerServer(kind.substring(DOCKER.length()));
    }
    throw new IllegalArgumentException(
        "-D" + PROPERTY + ": expected \"embedded\" or \"docker:<tag>\", got \"" + kind + "\"");
  }

  /** For example 17. */
  public int majorVersion() {
    return majorVersion;
  }

  public String host() {
    return control.host();
  }

  /** The same through {@link #restart} and {@link #kill}. */
  public int port() {
    return control.port();
  }

  public PostgresRole superuser() {
    return control.superuser();
  }

  /** A fresh, empty database. The caller closes it; one that is injected is closed by itself. */
  public PostgresDatabase createDatabase() {
    return PostgresDatabase.create(this);
  }

  /**
   * Stops as an administrator does (connections are cut, open transactions rolled back), starts
   * again, and returns when connections are taken. A test that calls this is skipped on a server
   * that was given; so it is with {@link #kill}, {@link #stopNow} and {@link #startAgain}.
   */
  public void restart() {
    control.stop(StopMode.FAST);
    startAgain();
  }

  /** As {@link #restart}, but as in a crash: no checkpoint, recovery at the start. */
  public void kill() {
    control.stop(StopMode.IMMEDIATE);
    startAgain();
  }

  /** Stops as in a crash and stays down until {@link #startAgain}, which the test must call. */
  public void stopNow() {
    control.stop(StopMode.IMMEDIATE);
  }

  /** Starts after {@link #stopNow}, and returns when connections are taken. */
  public void startAgain() {
    control.start();
    awaitReady(control);
  }

  /** Returns when connections are taken. */
  void awaitReady() {
    awaitReady(control);
  }

  /** Called when the JVM's last test is done; by the caller of {@link #installed} itself. */
  @Override
  public void close() {
    control.close();
  }

  /** A connection as any role to any database, in auto-commit mode. The caller closes it. */
  public Connection connect(String database, PostgresRole role) throws SQLException {
    return connect(control, database, role);
  }

  private static Connection connect(ServerControl control, String database, PostgresRole role)
      throws SQLException {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, role.name());
    PGProperty.PASSWORD.set(properties, role.password());
    PGProperty.APPLICATION_NAME.set(properties, "potoroo test");
    return DriverManager.getConnection(
        "jdbc:postgresql://" + control.host() + ":" + control.port() + "/" + database, properties);
  }

  /** Returns the major version as soon as the server takes connections. */
  private static int awaitReady(ServerControl control) {
    Instant deadline = Instant.now().plus(READY_WITHIN);
    while (true) {
      try (Connection connection = connect(control, "postgres", control.superuser())) {
        return connection.getMetaData().getDatabaseMajorVersion();
      } catch (SQLException e) {
        if (Instant.now().isAfter(deadline)) {
          throw new IllegalStateException(
              "PostgreSQL at "
                  + control.host()
                  + ":"
                  + control.port()
                  + " takes no connection within "
                  + READY_WITHIN,
              e);
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for PostgreSQL", e);
    }
  }
}
