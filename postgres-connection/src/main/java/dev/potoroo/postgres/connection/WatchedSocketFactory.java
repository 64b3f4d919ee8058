package dev.potoroo.postgres.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Makes the sockets of a connection that a {@link ServerWatch} watches over. Public only for
 * pgjdbc, which makes it by name, one for each connection.
 */
public final class WatchedSocketFactory extends SocketFactory {

  private final ServerWatch watch;

  /**
   * @param token of the watch
   */
  public WatchedSocketFactory(String token) {
    this.watch = ServerWatch.ofToken(token);
  }

  @Override
  public Socket createSocket() {
    return watch.newSocket();
  }

  /** Not in use: pgjdbc connects by itself. */
  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw new IOException("expected an unconnected socket to be asked for");
  }

  /** Not in use: pgjdbc connects by itself. */
  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  /** Not in use: pgjdbc connects by itself. */
  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket(host.getHostName(), port);
  }

  /** Not in use: pgjdbc connects by itself. */
  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(host, port);
  }
}
