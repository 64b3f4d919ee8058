package dev.potoroo.testkit.proxy;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** How good the way is at the moment, for all connections of a link. Its threads wait here. */
final class Passage {
  private final Map<Direction, CompletableFuture<Void>> halvings = new EnumMap<>(Direction.class);
  private boolean closed;
  private Duration delay = Duration.ZERO;

  /** Counts the changes for the better, so that whoever is held up by a delay sees one. */
  private int openings;

  synchronized void open() {
    halvings.values().forEach(halving -> halving.cancel(false));
    halvings.clear();
    closed = false;
    delay = Duration.ZERO;
    openings++;
    notifyAll();
  }

  synchronized void close() {
    closed = true;
  }

  synchronized void delay(Duration each) {
    delay = each;
  }

  synchronized CompletableFuture<Void> halveNextFrame(Direction direction) {
    return halvings.computeIfAbsent(direction, any -> new CompletableFuture<>());
  }

  /** For the one who cuts to complete; null when none is asked for, or another cuts. */
  synchronized @Nullable CompletableFuture<Void> takeHalving(Direction direction) {
    return halvings.remove(direction);
  }

  /** Wakes those who wait, to see whether their connection has ended. */
  synchronized void wake() {
    notifyAll();
  }

  /** Waits out delay and black hole; returns early when the connection has ended. */
  synchronized void await(LinkedPair pair) throws InterruptedException {
    long until = System.nanoTime() + delay.toNanos();
    int openingsBefore = openings;
    while (!pair.hasEnded()) {
      long leftMillis =
          openings == openingsBefore ? Duration.ofNanos(until - System.nanoTime()).toMillis() : 0;
      if (closed) {
        wait();
      } else if (leftMillis > 0) {
        wait(leftMillis);
      } else {
        return;
      }
    }
  }
}
