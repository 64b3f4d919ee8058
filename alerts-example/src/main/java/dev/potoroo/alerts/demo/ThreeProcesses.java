package dev.potoroo.alerts.demo;

import dev.potoroo.alerts.AlertsCommand;
import dev.potoroo.postgres.sink.PostgresSinkCommand;
import dev.potoroo.postgres.source.PostgresSourceCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs source, application and sink as JVMs of their own, called as a user calls them. What they
 * log goes to a new directory among the temporary ones, which stays when one of them fails.
 */
final class ThreeProcesses {

  private ThreeProcesses() {}

  static Deployment start(EmbeddedDatabase database) throws IOException {
    Path logs = Files.createTempDirectory("potoroo-demo-");
    // Only if it is empty then.
    logs.toFile().deleteOnExit();
    String application;
    String sink;
    // Both at once, for a port that was let go may be the next that is given out.
    try (ServerSocket one = onFreePort();
        ServerSocket other = onFreePort()) {
      application = addressOf(one);
      sink = addressOf(other);
    }
    return new Deployment(
        List.of(
            ProcessPart.start(
                "postgres-source",
                logs,
                PostgresSourceCommand.class,
                List.of(
                    "--connection",
                    database.connectionString(DemoRole.SOURCE_ROLE),
                    "--table",
                    "transactions",
                    "--app",
                    application)),
            ProcessPart.start(
                "alerts",
                logs,
                AlertsCommand.class,
                List.of("--listen", application, "--sink", sink)),
            ProcessPart.start(
                "postgres-sink",
                logs,
                PostgresSinkCommand.class,
                List.of(
                    "--connection",
                    database.connectionString(DemoRole.SINK_ROLE),
                    "--listen",
                    sink,
                    "--create-table"))));
  }

  /** Nobody listens there at this moment: it has to be known before anybody does. */
  private static ServerSocket onFreePort() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static String addressOf(ServerSocket socket) {
    return "127.0.0.1:" + socket.getLocalPort();
  }
}
