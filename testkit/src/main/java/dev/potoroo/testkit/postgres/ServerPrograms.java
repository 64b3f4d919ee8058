package dev.potoroo.testkit.postgres;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The programs of one PostgreSQL, to be run on one data directory. They refuse to run as root; for
 * root they run in a user namespace of their own, where root is nobody.
 *
 * @param directory that has {@code initdb} and {@code pg_ctl}
 */
record ServerPrograms(Path directory, Path dataDirectory) {
  private static final String WAIT_SECONDS = "60";

  /** The superuser is trusted, so that the server can be set up; all others have a password. */
  static final List<String> CLIENT_AUTHENTICATION =
      List.of(
          "local all,replication postgres trust",
          "host all,replication postgres samehost trust",
          "host all,replication all samehost scram-sha-256");

  /** The same by TLS alone, and members of one role show a certificate with their name. */
  static final List<String> CLIENT_AUTHENTICATION_WITH_TLS =
      List.of(
          "local all,replication postgres trust",
          "host all,replication postgres samehost trust",
          "hostssl all,replication +" + OwnServer.BY_CERTIFICATE + " samehost cert",
          "hostssl all,replication all samehost scram-sha-256");

  void initdb(String... arguments) {
    run("initdb", arguments);
  }

  /** Waits for what it asks of the server, up to a minute. */
  void pgCtl(String... arguments) {
    List<String> all = new ArrayList<>(List.of("-w", "-t", WAIT_SECONDS));
    all.addAll(List.of(arguments));
    run("pg_ctl", all.toArray(String[]::new));
  }

  private void run(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (LinuxUtils.isUnshareAvailable()) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(List.of(directory.resolve(program).toString(), "-D", dataDirectory.toString()));
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile("potoroo-" + program + "-", ".log");
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
      throw new IllegalStateException("interrupted while waiting for " + program, e);
    }
  }
}
