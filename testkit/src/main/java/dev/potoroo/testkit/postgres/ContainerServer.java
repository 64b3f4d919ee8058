package dev.potoroo.testkit.postgres;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;
import org.testcontainers.containers.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A server in a Docker container. The container's port is bound to one fixed port of the host,
 * since Docker would choose another at each start.
 */
final class ContainerServer implements ServerControl {
  private final PostgreSQLContainer<?> container;
  private final int port;

  /**
   * @param tag of the image {@code postgres}, such as {@code 16}
   */
  // The container is closed by close().
  @SuppressWarnings("resource")
  ContainerServer(String tag) {
    port = freePort();
    container =
        new PostgreSQLContainer<>(DockerImageName.parse("postgres").withTag(tag))
            .withUsername("postgres")
            .withPassword("postgres")
            .withCommand(
                "postgres",
                "-c",
                "wal_level=logical",
                "-c",
                "max_prepared_transactions=10",
                "-c",
                "max_connections=300");
    container.setPortBindings(List.of(port + ":" + PostgreSQLContainer.POSTGRESQL_PORT));
    container.start();
  }

  @Override
  public String host() {
    return container.getHost();
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public PostgresRole superuser() {
    return new PostgresRole(container.getUsername(), container.getPassword());
  }

  @Override
  public void stop(StopMode mode) {
    DockerClient docker = container.getDockerClient();
    String id = container.getContainerId();
    if (!container.isRunning()) {
      return;
    }
    // The signals by which a server is told how to stop; it is the container's first process.
    String signal =
        switch (mode) {
          case FAST -> "SIGINT";
          case IMMEDIATE -> "SIGQUIT";
        };
    docker.killContainerCmd(id).withSignal(signal).exec();
    docker.waitContainerCmd(id).start().awaitStatusCode();
  }

  @Override
  public void start() {
    container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void close() {
    container.close();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on this machine", e);
    }
  }
}
