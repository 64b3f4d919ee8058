package dev.potoroo.testkit.postgres;

import dev.potoroo.testkit.certificate.TestCertificate;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A server from the binaries on the class path, with its data in a temporary directory.
 *
 * <p>zonky's library unpacks the binaries, makes the data directory, and does the first start, also
 * as root, where PostgreSQL runs in a user namespace of its own. It has no restart, so that is done
 * here with the {@link ServerPrograms} beside the running server's binary.
 *
 * <p>Commits wait for the log ({@code synchronous_commit=on}), so they outlive a stop in immediate
 * mode. They may not outlive the machine ({@code fsync=off}).
 */
final class EmbeddedServer implements ServerControl {
  private static final PostgresRole SUPERUSER = new PostgresRole("postgres", "postgres");

  private final EmbeddedPostgres postgres;
  private final Path dataDirectory;
  private final ServerPrograms programs;

  EmbeddedServer() {
    try {
      dataDirectory = Files.createTempDirectory("potoroo-postgres-");
      postgres =
          EmbeddedPostgres.builder()
              .setDataDirectory(dataDirectory)
              .setDataDirectoryCustomizer(EmbeddedServer::writeClientAuthentication)
              .setPGStartupWait(Duration.ofSeconds(60))
              .setLocaleConfig("locale", "C.UTF-8")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("password_encryption", "scram-sha-256")
              .setServerConfig("wal_level", "logical")
              .setServerConfig("max_prepared_transactions", "10")
              .start();
      programs = new ServerPrograms(programDirectory(dataDirectory), dataDirectory);
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded PostgreSQL does not start", e);
    }
  }

  /**
   * Starts again with PostgreSQL's own defaults, such as {@code fsync=on}, and on the same port.
   * Passwords are kept as newer versions than 13 do by default: how clients log in needs that.
   */
  void startWithDefaults() {
    stop(StopMode.FAST);
    programs.pgCtl(
        "start",
        "-l",
        dataDirectory.resolve("restarted.log").toString(),
        "-o",
        "-p " + port() + " -c password_encryption=scram-sha-256");
  }

  /**
   * Starts again with TLS.
   *
   * @param clientAuthority whose certificates are asked for
   */
  void startWithTls(TestCertificate shown, Path clientAuthority) {
    try {
      Files.write(
          dataDirectory.resolve("pg_hba.conf"), ServerPrograms.CLIENT_AUTHENTICATION_WITH_TLS);
      Files.write(
          dataDirectory.resolve("postgresql.conf"),
          List.of(
              "ssl = on",
              "ssl_cert_file = '" + shown.certificate() + "'",
              "ssl_key_file = '" + shown.key() + "'",
              "ssl_ca_file = '" + clientAuthority + "'"),
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    stop(StopMode.FAST);
    start();
  }

  /** Starts again as a standby, which waits for a primary that there is not. */
  void startAsStandby() {
    try {
      Files.createFile(dataDirectory.resolve("standby.signal"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    stop(StopMode.FAST);
    start();
  }

  @Override
  public String host() {
    return "localhost";
  }

  @Override
  public int port() {
    return postgres.getPort();
  }

  @Override
  public PostgresRole superuser() {
    return SUPERUSER;
  }

  @Override
  public void stop(StopMode mode) {
    if (Files.exists(dataDirectory.resolve("postmaster.pid"))) {
      programs.pgCtl("stop", "-m", mode.name().toLowerCase(Locale.ROOT));
    }
  }

  @Override
  public void start() {
    // Unlike "start", "restart" takes the options of the last run, and is content with a server
    // that is down.
    programs.pgCtl("restart", "-l", dataDirectory.resolve("restarted.log").toString());
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded PostgreSQL does not stop", e);
    }
  }

  /** A server writes how it was called into its data directory, its own path first. */
  private static Path programDirectory(Path dataDirectory) throws IOException {
    String call = Files.readString(dataDirectory.resolve("postmaster.opts"));
    return Path.of(call.substring(0, call.indexOf(" \""))).resolveSibling("");
  }

  private static void writeClientAuthentication(File dataDirectory) {
    try {
      Files.write(
          dataDirectory.toPath().resolve("pg_hba.conf"), ServerPrograms.CLIENT_AUTHENTICATION);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
