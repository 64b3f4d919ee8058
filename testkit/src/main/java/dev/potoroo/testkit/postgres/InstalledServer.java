package dev.potoroo.testkit.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A server from the programs that are installed on this machine, with its data in a temporary
 * directory and a port of its own: it is none of the machine's own servers.
 */
final class InstalledServer implements ServerControl {
  private static final PostgresRole SUPERUSER = new PostgresRole("postgres", "postgres");

  private final Path home;
  private final ServerPrograms programs;
  private final int port;

  /**
   * @param directory that has {@code initdb} and {@code pg_ctl}
   */
  InstalledServer(Path directory) {
    try {
      home = Files.createTempDirectory("potoroo-installed-");
      Path data = home.resolve("data");
      programs = new ServerPrograms(directory, data);
      port = freePort();
      programs.initdb("-U", SUPERUSER.name(), "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
      Files.write(data.resolve("pg_hba.conf"), ServerPrograms.CLIENT_AUTHENTICATION);
      Files.writeString(data.resolve("postgresql.auto.conf"), settings());
    } catch (IOException e) {
      throw new UncheckedIOException("no data directory for " + directory, e);
    }
    start();
  }

  private String settings() {
    return String.join(
        "\n",
        List.of(
            "port = " + port,
            "listen_addresses = 'localhost'",
            "unix_socket_directories = ''",
            "fsync = off",
            "wal_level = logical",
            "max_prepared_transactions = 10",
            "password_encryption = 'scram-sha-256'",
            ""));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public String host() {
    return "localhost";
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public PostgresRole superuser() {
    return SUPERUSER;
  }

  @Override
  public void stop(StopMode mode) {
    if (Files.exists(programs.dataDirectory().resolve("postmaster.pid"))) {
      programs.pgCtl("stop", "-m", mode.name().toLowerCase(Locale.ROOT));
    }
  }

  @Override
  public void start() {
    programs.pgCtl("start", "-l", home.resolve("server.log").toString());
  }

  @Override
  public void close() {
    stop(StopMode.IMMEDIATE);
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the data of the installed PostgreSQL stay in " + home, e);
    }
  }
}
