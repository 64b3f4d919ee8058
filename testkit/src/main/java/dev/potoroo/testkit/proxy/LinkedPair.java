package dev.potoroo.testkit.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client's connection and the one that was dialled for it. */
final class LinkedPair {
  private static final Logger LOG = LoggerFactory.getLogger(LinkedPair.class);
  private static final int PIECE = 16 * 1024;

  private final Socket client;
  private final Socket server;
  private final Passage passage;
  private final Supplier<Halver> halvers;
  private final Consumer<LinkedPair> ended;
  private final Set<Direction> flowing = EnumSet.allOf(Direction.class);
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private volatile boolean silent;
  private boolean hasEnded;

  /**
   * @param halvers makes one for each way
   * @param ended called once, when both connections are closed
   */
  LinkedPair(
      Socket client,
      Socket server,
      Passage passage,
      Supplier<Halver> halvers,
      Consumer<LinkedPair> ended) {
    this.client = client;
    this.server = server;
    this.passage = passage;
    this.halvers = halvers;
    this.ended = ended;
  }

  synchronized boolean hasEnded() {
    return hasEnded;
  }

  void cut() {
    end(false);
  }

  void reset() {
    end(true);
  }

  /**
   * Nothing passes any more.
   *
   * @return is done when an end has closed its connection, whereupon the other is closed too
   */
  CompletableFuture<Void> silence() {
    silent = true;
    return end;
  }

  /** Passes on what comes this way until it ends. A thread of its own for each way. */
  void pump(Direction direction) {
    try {
      copy(direction);
      if (silent) {
        cut();
      }
      boolean last;
      synchronized (flowing) {
        flowing.remove(direction);
        last = flowing.isEmpty();
      }
      if (last) {
        cut();
      } else if (!hasEnded()) {
        to(direction).shutdownOutput();
      }
    } catch (IOException e) {
      // One end is gone without a word: so it is for the other.
      LOG.debug("a linked connection ends {}: {}", direction, e.getMessage());
      reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reset();
    }
  }

  private void copy(Direction direction) throws IOException, InterruptedException {
    InputStream in = from(direction).getInputStream();
    OutputStream out = to(direction).getOutputStream();
    Halver halver = halvers.get();
    byte[] piece = new byte[PIECE];
    while (true) {
      int length = in.read(piece);
      passage.await(this);
      if (length < 0 || hasEnded()) {
        return;
      }
      if (silent) {
        continue; // read all the same, so as to see the end
      }
      int half = halver.halve(piece, length);
      CompletableFuture<Void> halving =
          half == Halver.NOWHERE ? null : passage.takeHalving(direction);
      if (halving != null) {
        try {
          out.write(piece, 0, half);
          cut();
        } finally {
          halving.complete(null);
        }
        return;
      }
      out.write(piece, 0, length);
    }
  }

  private Socket from(Direction direction) {
    return direction == Direction.TO_SERVER ? client : server;
  }

  private Socket to(Direction direction) {
    return direction == Direction.TO_SERVER ? server : client;
  }

  private void end(boolean reset) {
    synchronized (this) {
      if (hasEnded) {
        return;
      }
      hasEnded = true;
    }
    close(client, reset);
    close(server, reset);
    passage.wake();
    ended.accept(this);
    end.complete(null);
  }

  private static void close(Socket socket, boolean reset) {
    try {
      if (reset) {
        socket.setSoLinger(true, 0);
      }
      socket.close();
    } catch (IOException e) {
      LOG.debug("a linked connection is closed already: {}", e.getMessage());
    }
  }
}
