package dev.potoroo.connector;

import java.net.InetSocketAddress;

/**
 * A TCP address as people write it: {@code 127.0.0.1:7100}, {@code db.example.org:7100}, {@code
 * [::1]:7100}. The name is resolved when it is used, anew each time.
 *
 * @param host a name or an address, IPv6 without brackets; not empty
 * @param port 0 to 65535; 0 asks a listener for any free port
 */
public record HostAndPort(String host, int port) {

  private static final int MAX_PORT = 65535;

  /**
   * @throws IllegalArgumentException for an empty host or a port out of range
   */
  public HostAndPort {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("expected host:port, the host is missing");
    }
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "expected a port from 0 to " + MAX_PORT + ", got " + port + " for host " + host);
    }
  }

  /**
   * @throws IllegalArgumentException when the text is not {@code host:port}; its message says what
   *     was expected and what came
   */
  public static HostAndPort parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty() || (!bracketed && host.indexOf(':') >= 0)) {
      throw expectedHostAndPort(text);
    }
    try {
      return new HostAndPort(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw expectedHostAndPort(text);
    }
  }

  /** The address that a socket is bound to. */
  public static HostAndPort of(InetSocketAddress address) {
    return new HostAndPort(
        address.isUnresolved()
            ? address.getHostString()
            : address.getAddress().getHostAddress().replaceFirst("%.*", ""),
        address.getPort());
  }

  private static IllegalArgumentException expectedHostAndPort(String text) {
    return new IllegalArgumentException(
        "expected host:port as in 127.0.0.1:7100 or [::1]:7100, got \"" + text + "\"");
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
