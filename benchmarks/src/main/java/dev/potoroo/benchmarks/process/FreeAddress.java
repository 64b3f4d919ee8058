package dev.potoroo.benchmarks.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Addresses for programs that have to know each other's before either listens. */
public final class FreeAddress {

  private FreeAddress() {}

  /** One of the loopback interface on which nobody listens at this moment. */
  public static String find() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + socket.getLocalPort();
    }
  }
}
