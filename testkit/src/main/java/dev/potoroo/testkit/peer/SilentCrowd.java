package dev.potoroo.testkit.peer;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections by the thousand that say nothing. They are made by a process of their own, as the two
 * ends of so many would not fit into the file descriptors of one.
 */
public final class SilentCrowd implements Closeable {

  /** What the process under test needs beside the crowd, well rounded up. */
  private static final int OTHER_DESCRIPTORS = 2_000;

  private static final int ERROR_TYPE = 2;
  private static final int TYPE_POSITION = 4;
  private static final int LONGEST_ANSWER = 1_000;

  private final Process process;
  private final BufferedReader output;

  private SilentCrowd(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** So many, or as many as this process may have files open ({@code ulimit -n}). */
  public static int affordable(int wanted) {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? (int) Math.min(wanted, unix.getMaxFileDescriptorCount() - OTHER_DESCRIPTORS)
        : wanted;
  }

  /**
   * Dials; returns when all are connected, be it that they were turned away since.
   *
   * @param address {@code host:port}
   */
  public static SilentCrowd dial(String address, int size) {
    try {
      SilentCrowd crowd =
          new SilentCrowd(
              new ProcessBuilder(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-XX:TieredStopAtLevel=1",
                      "-XX:+UseSerialGC",
                      "-cp",
                      System.getProperty("java.class.path"),
                      SilentCrowd.class.getName(),
                      address,
                      Integer.toString(size))
                  .redirectErrorStream(true)
                  .start());
      crowd.expect("connected");
      return crowd;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until all are closed by the other end; how many of them got one ERROR and no more. */
  public int awaitRefusals() {
    return Integer.parseInt(expect("refused").trim());
  }

  private String expect(String word) {
    try {
      String line = output.readLine();
      if (line == null || !line.startsWith(word)) {
        throw new AssertionError("expected the crowd to be " + word + ", got " + line);
      }
      return line.substring(word.length());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /** The process of the crowd: address and size. */
  public static void main(String... args) throws IOException {
    String host = args[0].substring(0, args[0].lastIndexOf(':'));
    int port = Integer.parseInt(args[0].substring(host.length() + 1));
    List<SocketChannel> crowd = new ArrayList<>();
    for (int left = Integer.parseInt(args[1]); left > 0; left--) {
      crowd.add(SocketChannel.open(new InetSocketAddress(host, port)));
    }
    System.out.println("connected");
    int refused = 0;
    for (SocketChannel one : crowd) {
      refused += isRefused(one) ? 1 : 0;
    }
    System.out.println("refused " + refused);
  }

  private static boolean isRefused(SocketChannel connection) throws IOException {
    ByteBuffer answer = ByteBuffer.allocate(LONGEST_ANSWER);
    int n = 0;
    while (n >= 0 && answer.hasRemaining()) {
      n = connection.read(answer);
    }
    return answer.position() > TYPE_POSITION
        && answer.getInt(0) == answer.position() - Integer.BYTES
        && answer.get(TYPE_POSITION) == ERROR_TYPE;
  }
}
