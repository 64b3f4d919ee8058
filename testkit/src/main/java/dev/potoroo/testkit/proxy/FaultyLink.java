package dev.potoroo.testkit.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * A TCP proxy whose way can be made bad, and good again. It listens on a free port of the loopback
 * interface, and dials the server anew for each client; where the server is not there, the client's
 * connection is reset. At first bytes pass as they come. When one end closes its half of a
 * connection the other is told, after the bytes that came before.
 *
 * <p>{@link #cut} and {@link #reset} end the connections there are; new ones are taken as before.
 * {@link #delay}, {@link #blackhole} and {@link #cutWithinNextFrame} hold for new ones too, until
 * {@link #heal}. {@link #silence} holds for the connections there are, for ever. Safe for use by
 * several threads; its own are daemons.
 */
public final class FaultyLink implements Closeable {
  private static final Duration DIAL_TIMEOUT = Duration.ofSeconds(5);

  private final ServerSocket listener;
  private final InetSocketAddress server;
  private final Supplier<Halver> halvers;
  private final Passage passage = new Passage();
  private final List<LinkedPair> pairs = new CopyOnWriteArrayList<>();

  private FaultyLink(ServerSocket listener, InetSocketAddress server, Supplier<Halver> halvers) {
    this.listener = listener;
    this.server = server;
    this.halvers = halvers;
  }

  /**
   * Listens from now on. The server need not be there yet.
   *
   * @throws UncheckedIOException when there is no free port
   */
  public static FaultyLink to(String host, int port) {
    return to(host, port, Halver::ofFrames);
  }

  /** The same to a server that speaks another protocol, such as PostgreSQL. */
  public static FaultyLink toForeign(String host, int port) {
    return to(host, port, Halver::ofPieces);
  }

  private static FaultyLink to(String host, int port, Supplier<Halver> halvers) {
    try {
      FaultyLink link =
          new FaultyLink(
              new ServerSocket(0, 50, InetAddress.getLoopbackAddress()),
              InetSocketAddress.createUnresolved(host, port),
              halvers);
      daemon("faulty-link-" + link.port(), link::accept).start();
      return link;
    } catch (IOException e) {
      throw new UncheckedIOException("no free port for a link to " + host + ":" + port, e);
    }
  }

  /** Where clients dial, on 127.0.0.1. */
  public int port() {
    return listener.getLocalPort();
  }

  /** How many connections are up. */
  public int connections() {
    return pairs.size();
  }

  /** Closes every connection at both ends in good order; what is under way here is lost. */
  public void cut() {
    pairs.forEach(LinkedPair::cut);
  }

  /** Ends every connection at both ends with a TCP reset. */
  public void reset() {
    pairs.forEach(LinkedPair::reset);
  }

  /** Holds up each piece of bytes, either way, before it goes on; zero for no longer. */
  public void delay(Duration each) {
    passage.delay(each);
  }

  /**
   * Connections stay up and new ones are taken, but no byte moves, nor does the end of a stream.
   */
  public void blackhole() {
    passage.close();
  }

  /**
   * The connections there are stay up, but nothing passes on them any more, and nothing here ends
   * them: whoever waits at one of their ends has to notice, and to close. New ones are as good as
   * before.
   *
   * @return is done when all of them are closed
   */
  public CompletableFuture<Void> silence() {
    return CompletableFuture.allOf(
        pairs.stream().map(LinkedPair::silence).toArray(CompletableFuture<?>[]::new));
  }

  /**
   * Lets half of the next frame that begins, its length field included, go this way, then cuts that
   * connection. Until one begins all goes on as before. A second call before that is the same one.
   * With a foreign server it is half of the next piece of bytes.
   *
   * @return is done when half of a frame is out, and cancelled by {@link #heal}
   */
  public Future<Void> cutWithinNextFrame(Direction direction) {
    return passage.halveNextFrame(direction);
  }

  /** No more delay, black hole or cut to come; bytes held up go on. */
  public void heal() {
    passage.open();
  }

  /** Cuts all connections and takes no more. */
  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        dialFor(listener.accept());
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException("a link to " + server + " takes no more connections", e);
        }
      }
    }
  }

  private void dialFor(Socket client) throws IOException {
    Socket dialled = new Socket();
    try {
      dialled.connect(
          new InetSocketAddress(server.getHostString(), server.getPort()),
          Math.toIntExact(DIAL_TIMEOUT.toMillis()));
      client.setTcpNoDelay(true);
      dialled.setTcpNoDelay(true);
    } catch (IOException e) {
      dialled.close();
      client.setSoLinger(true, 0);
      client.close();
      return;
    }
    LinkedPair pair = new LinkedPair(client, dialled, passage, halvers, pairs::remove);
    pairs.add(pair);
    for (Direction direction : Direction.values()) {
      daemon("faulty-link-" + port() + "-" + direction, () -> pair.pump(direction)).start();
    }
    if (listener.isClosed()) {
      pair.cut();
    }
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
