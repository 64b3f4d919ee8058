package dev.potoroo.connector.connection;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The way from the event loop to the connector thread. It takes everything, and says when it holds
 * too much, so that reading from the network stops until half of it is gone.
 *
 * <p>What the connector thread has at hand, and takes without a lock, still counts as held until it
 * looks for more, or the valve is shut: the bound is kept a little early, never late.
 *
 * @param <E> what is handed over
 */
public final class Inbox<E> {

  /** Called with false when the inbox holds too much, with true when it has room again. */
  @FunctionalInterface
  public interface Valve {
    void setReading(boolean reading);
  }

  private record Entry<E>(E event, long weight) {}

  private final long limit;
  private final Valve valve;
  private volatile boolean shut;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // All below under the lock.
  private Deque<Entry<E>> arrived = new ArrayDeque<>();
  private long weight;
  private boolean wokenUp;

  // All below by the taking thread only.
  private Deque<Entry<E>> atHand = new ArrayDeque<>();
  private long taken;

  /**
   * @param limit weight above which the valve is shut
   * @param valve called from whichever thread finds that it is time
   */
  public Inbox(long limit, Valve valve) {
    this.limit = limit;
    this.valve = valve;
  }

  /**
   * From the event loop.
   *
   * @param weightOfEvent above zero
   */
  public void add(E event, long weightOfEvent) {
    boolean tooMuch;
    lock.lock();
    try {
      boolean first = arrived.isEmpty();
      arrived.add(new Entry<>(event, weightOfEvent));
      weight += weightOfEvent;
      tooMuch = weight > limit;
      if (first) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
    if (tooMuch) {
      adjustValve();
    }
  }

  /**
   * Whether all that was added has been taken, and the connector thread has come back for more.
   * From any thread.
   */
  public boolean isEmpty() {
    return weight() == 0;
  }

  /** Makes a {@link #take} that waits return. From any thread. */
  public void wakeUp() {
    lock.lock();
    try {
      wokenUp = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next event; null when none has come in that time, or before a {@link #wakeUp}. From one
   * thread, always the same.
   *
   * @param wait zero or less for what is there now
   */
  public @Nullable E take(Duration wait) throws InterruptedException {
    if (atHand.isEmpty()) {
      settle();
      // Whatever the valve says by now: were it shut, nothing would come that could open it.
      adjustValve();
      takeArrived(wait);
    }
    Entry<E> entry = atHand.poll();
    if (entry == null) {
      return null;
    }
    taken += entry.weight();
    if (shut) {
      settle();
      adjustValve();
    }
    return entry.event();
  }

  /** All at once, as taking them one by one would cost the lock for each. */
  private void takeArrived(Duration wait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanosLeft = wait.toNanos();
      while (arrived.isEmpty() && !wokenUp && nanosLeft > 0) {
        nanosLeft = changed.awaitNanos(nanosLeft);
      }
      if (arrived.isEmpty()) {
        wokenUp = false;
        return;
      }
      Deque<Entry<E>> emptied = atHand;
      atHand = arrived;
      arrived = emptied;
    } finally {
      lock.unlock();
    }
  }

  /** What was taken weighs nothing here any more. */
  private void settle() {
    lock.lock();
    try {
      weight -= taken;
      taken = 0;
    } finally {
      lock.unlock();
    }
  }

  private long weight() {
    lock.lock();
    try {
      return weight;
    } finally {
      lock.unlock();
    }
  }

  /** Under a monitor, so that the valve is told in the order in which it was decided. */
  private synchronized void adjustValve() {
    boolean shutNow = weight() > (shut ? limit / 2 : limit);
    if (shutNow != shut) {
      shut = shutNow;
      valve.setReading(!shutNow);
    }
  }
}
