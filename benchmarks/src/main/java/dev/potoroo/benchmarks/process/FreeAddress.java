package dev.potoroo.benchmarks.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/** Addresses for programs that have to know each other's before either listens. */
public final class FreeAddress {

  private FreeAddress() {}

  /** One of the loopback interface on which nobody listens at this moment. */
  public static String find() throws IOException {
    try (ServerSocket socket = listen()) {
      return of(socket);
    }
  }

  /** Two that differ: one that was let go may be the next that is given out. */
  public static List<String> findTwo() throws IOException {
    try (ServerSocket one = listen();
        ServerSocket other = listen()) {
      return List.of(of(one), of(other));
    }
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static String of(ServerSocket socket) {
    return "127.0.0.1:" + socket.getLocalPort();
  }
}
