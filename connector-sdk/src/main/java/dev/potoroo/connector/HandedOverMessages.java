package dev.potoroo.connector;

import dev.potoroo.connector.sink.SinkBatch;
import dev.potoroo.connector.sink.SinkMessage;
import dev.potoroo.connector.sink.SinkStream;
import dev.potoroo.connector.sink.TransactionalSink;
import dev.potoroo.protocol.PointOfReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The sink behind {@link SinkConnector}: hands one message after another to the thread that reads,
 * and counts a batch as written when that thread has come back for the one after. Marks are in
 * memory.
 */
final class HandedOverMessages implements TransactionalSink {

  /** The author closed the connector: the batch is not to be acknowledged. */
  static final class AbandonedException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** Used by the connector thread only. */
  private final Map<SinkStream, PointOfReference> marks = new HashMap<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // All below under the lock.
  private final Deque<SinkMessage> waiting = new ArrayDeque<>();
  private boolean reading;
  private boolean abandoned;
  private boolean ended;

  /**
   * The message before is done; the next one, or null when no more will come. From the author's
   * thread.
   */
  @Nullable SinkMessage next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      reading = false;
      changed.signalAll();
      while (waiting.isEmpty() && !ended && !abandoned) {
        changed.await();
      }
      if (abandoned) {
        return null;
      }
      SinkMessage next = waiting.poll();
      reading = next != null;
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** Nobody reads any more: what was not done is not acknowledged. */
  void abandon() {
    lock.lock();
    try {
      abandoned = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more will come. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void open() {
    // There is nothing outside to connect to.
  }

  @Override
  public PointOfReference highWaterMark(SinkStream stream) {
    return marks.getOrDefault(stream, PointOfReference.NEVER);
  }

  @Override
  public void write(SinkBatch batch) throws InterruptedException, AbandonedException {
    lock.lockInterruptibly();
    try {
      waiting.addAll(batch.messages());
      changed.signalAll();
      while ((!waiting.isEmpty() || reading) && !abandoned) {
        changed.await();
      }
      if (abandoned) {
        throw new AbandonedException();
      }
    } finally {
      lock.unlock();
    }
    batch.marks().forEach(update -> marks.put(update.stream(), update.mark()));
  }

  @Override
  public void close() {
    // Marks stay for as long as the process lives.
  }
}
