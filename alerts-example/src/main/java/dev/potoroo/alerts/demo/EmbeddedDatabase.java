package dev.potoroo.alerts.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A PostgreSQL server that lives as long as the demo, in a directory of its own that goes with it.
 * It listens on a free port of the loopback address and lets everybody there in.
 *
 * <p>It runs as whoever started the demo; on Linux as root, too. Its binaries are unpacked once for
 * each user, into the directory for temporary files.
 */
final class EmbeddedDatabase implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final String NAME = "postgres";
  private static final String USER = "postgres";

  private final EmbeddedPostgres server;

  private EmbeddedDatabase(EmbeddedPostgres server) {
    this.server = server;
  }

  /**
   * Takes about 3 s, and some more the first time.
   *
   * @throws IOException when the server does not start; says what to look at
   */
  static EmbeddedDatabase start() throws IOException {
    try {
      return new EmbeddedDatabase(
          EmbeddedPostgres.builder()
              .setOverrideWorkingDirectory(binaries())
              .setPGStartupWait(START_LIMIT)
              // What is acknowledged must be durable here as on any server of one's own: the
              // library turns both off.
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("fsync", "on")
              .setLocaleConfig("locale", "C")
              // Closed by the demo, after everything that is connected to it.
              .setRegisterShutdownHook(false)
              .start());
    } catch (RuntimeException | ExceptionInInitializerError e) {
      throw new IOException(
          "the embedded PostgreSQL did not start on %s %s (%s); if this is root in a container"
                  .formatted(
                      System.getProperty("os.name"), System.getProperty("os.arch"), e.getMessage())
              + " without the right to unshare, run the demo as another user",
          e);
    }
  }

  /** Nobody else may put anything there: it is executed. */
  private static File binaries() throws IOException {
    Path own =
        Path.of(System.getProperty("java.io.tmpdir"), "potoroo-" + System.getProperty("user.name"));
    if (Files.notExists(own)) {
      Files.createDirectory(
          own, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    return own.resolve("postgresql").toFile();
  }

  Connection connect() throws SQLException {
    return server.getDatabase(USER, NAME).getConnection();
  }

  /** For the superuser, as psql takes it. */
  String connectionString() {
    return connectionString(USER);
  }

  /** As {@code --connection} takes it. */
  String connectionString(DemoRole role) {
    return connectionString(role.toString());
  }

  private String connectionString(String user) {
    return "host=127.0.0.1 port=%d dbname=%s user=%s".formatted(server.getPort(), NAME, user);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
