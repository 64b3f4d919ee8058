package dev.potoroo.testkit.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A server from the binaries on the class path, with its data in a temporary directory.
 *
 * <p>zonky's library unpacks the binaries, makes the data directory, and does the first start, also
 * as root, where PostgreSQL runs in a user namespace of its own. It has no restart, so that is done
 * here with the {@code pg_ctl} beside the running server's binary.
 *
 * <p>Commits wait for the log ({@code synchronous_commit=on}), so they outlive a stop in immediate
 * mode. They may not outlive the machine ({@code fsync=off}).
 */
final class EmbeddedServer implements ServerControl {
  private static final PostgresRole SUPERUSER = new PostgresRole("postgres", "postgres");
  private static final String WAIT_SECONDS = "60";

  /** The superuser is trusted, so that the server can be set up; all others have a password. */
  private static final List<String> CLIENT_AUTHENTICATION =
      List.of(
          "local all,replication postgres trust",
          "host all,replication postgres samehost trust",
          "host all,replication all samehost scram-sha-256");

  private final EmbeddedPostgres postgres;
  private final Path dataDirectory;
  private final Path pgCtl;

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
      pgCtl = serverBinary(dataDirectory).resolveSibling("pg_ctl");
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded PostgreSQL does not start", e);
    }
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
      pgCtl("stop", "-m", mode.name().toLowerCase(Locale.ROOT));
    }
  }

  @Override
  public void start() {
    // Unlike "start", "restart" takes the options of the last run, and is content with a server
    // that is down.
    pgCtl("restart", "-l", dataDirectory.resolve("restarted.log").toString());
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded PostgreSQL does not stop", e);
    }
  }

  private void pgCtl(String... arguments) {
    List<String> command = new ArrayList<>();
    if (LinuxUtils.isUnshareAvailable()) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(List.of(pgCtl.toString(), "-D", dataDirectory.toString()));
    command.addAll(List.of("-w", "-t", WAIT_SECONDS));
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile("potoroo-pg_ctl-", ".log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      int exitCode = process.waitFor();
      String said = Files.readString(output);
      Files.delete(output);
      if (exitCode != 0) {
        throw new IllegalStateException(
            String.join(" ", command) + " ended with " + exitCode + ": " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for pg_ctl", e);
    }
  }

  /** A server writes how it was called into its data directory, its own path first. */
  private static Path serverBinary(Path dataDirectory) throws IOException {
    String call = Files.readString(dataDirectory.resolve("postmaster.opts"));
    return Path.of(call.substring(0, call.indexOf(" \"")));
  }

  private static void writeClientAuthentication(File dataDirectory) {
    try {
      Files.write(dataDirectory.toPath().resolve("pg_hba.conf"), CLIENT_AUTHENTICATION);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
