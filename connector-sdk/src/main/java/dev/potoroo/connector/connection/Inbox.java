package dev.potoroo.connector.connection;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The way from the event loop to the connector thread. It takes everything, and says when it holds
 * too much, so that reading from the network stops until half of it is gone.
 *
 * @param <E> what is handed over
 */
public final class Inbox<E> {

  /** Called with false when the inbox holds too much, with true when it has room again. */
  @FunctionalInterface
  public interface Valve {
    void setReading(boolean reading);
  }

  private record Entry<E>(@Nullable E event, long weight) {}

  private final LinkedBlockingQueue<Entry<E>> queue = new LinkedBlockingQueue<>();
  private final AtomicLong weight = new AtomicLong();
  private final long limit;
  private final Valve valve;
  private volatile boolean shut;

  /**
   * @param limit weight above which the valve is shut
   * @param valve called from whichever thread finds that it is time
   */
  public Inbox(long limit, Valve valve) {
    this.limit = limit;
    this.valve = valve;
  }

  /** From the event loop. */
  public void add(E event, long weightOfEvent) {
    long now = weight.addAndGet(weightOfEvent);
    queue.add(new Entry<>(event, weightOfEvent));
    if (now > limit) {
      adjustValve();
    }
  }

  /** Whether nothing waits to be taken. From any thread. */
  public boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Makes a {@link #take} that waits return. From any thread. */
  public void wakeUp() {
    queue.add(new Entry<>(null, 0));
  }

  /**
   * The next event; null when none has come in that time, or before a {@link #wakeUp}.
   *
   * @param wait zero or less for what is there now
   */
  public @Nullable E take(Duration wait) throws InterruptedException {
    Entry<E> entry = queue.poll(Math.max(0, wait.toNanos()), TimeUnit.NANOSECONDS);
    while (entry != null && entry.event() == null) {
      entry = queue.poll();
    }
    if (entry == null) {
      return null;
    }
    weight.addAndGet(-entry.weight());
    if (shut) {
      adjustValve();
    }
    return entry.event();
  }

  /** Under a lock, so that the valve is told in the order in which it was decided. */
  private synchronized void adjustValve() {
    boolean shutNow = weight.get() > (shut ? limit / 2 : limit);
    if (shutNow != shut) {
      shut = shutNow;
      valve.setReading(!shutNow);
    }
  }
}
