package dev.potoroo.connector;

import dev.potoroo.connector.source.ReplayableSource;
import dev.potoroo.connector.source.SourceOutput;
import dev.potoroo.connector.source.SourceStream;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The source behind {@link SourceConnector}: keeps what was written until it is acknowledged, and
 * sends it again in each new session. One stream; values are numbered from 1.
 */
final class UnacknowledgedValues implements ReplayableSource {

  private record Value(MessageId id, long eventTime, byte[] key, byte[] payload) {
    long bytes() {
      return (long) key.length + payload.length;
    }
  }

  private final SourceStream stream;
  private final int maxValues;
  private final long maxBytes;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // All below under the lock.
  private final Deque<Value> sent = new ArrayDeque<>();
  private final Deque<Value> waiting = new ArrayDeque<>();
  private long lastId;
  private long bytes;
  private boolean ended;
  private boolean exiting;
  private boolean wokenUp;
  private @Nullable Throwable failure;

  UnacknowledgedValues(String streamName, int maxValues, long maxBytes) {
    this.stream = new SourceStream(streamName, PointOfReference.NEVER);
    this.maxValues = maxValues;
    this.maxBytes = maxBytes;
  }

  /** Takes a value; waits while too many are not acknowledged. From the author's threads. */
  void add(long eventTime, byte[] key, byte[] payload) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (exiting || (isFull() && !ended && failure == null)) {
        changed.await();
      }
      if (failure != null) {
        throw new IllegalStateException(
            "the connector has failed: " + failure.getMessage(), failure);
      }
      if (ended) {
        throw new IllegalStateException("the connector is closed");
      }
      lastId++;
      Value value = new Value(new MessageId(lastId), eventTime, key, payload);
      waiting.add(value);
      bytes += value.bytes();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull() {
    int values = sent.size() + waiting.size();
    return values >= maxValues || (values > 0 && bytes >= maxBytes);
  }

  /** No value follows. From any thread. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #end}, and whoever adds waits for the end of the process. */
  void endForExit() {
    lock.lock();
    try {
      exiting = true;
      end();
    } finally {
      lock.unlock();
    }
  }

  /** Nobody sends any more: whoever adds is to know. */
  void fail(Throwable cause) {
    lock.lock();
    try {
      failure = cause;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How many values are not acknowledged. */
  int size() {
    lock.lock();
    try {
      return sent.size() + waiting.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void open() {
    // There is nothing outside to connect to.
  }

  @Override
  public List<SourceStream> streams() {
    return List.of(stream);
  }

  @Override
  public void resume(StreamId id, PointOfReference point) {
    lock.lock();
    try {
      while (!sent.isEmpty()) {
        waiting.addFirst(sent.removeLast());
      }
      forget(waiting, point);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean poll(SourceOutput output, Duration wait) throws InterruptedException {
    lock.lock();
    try {
      long nanosLeft = wait.toNanos();
      while (waiting.isEmpty() && !ended && !wokenUp && nanosLeft > 0) {
        nanosLeft = changed.awaitNanos(nanosLeft);
      }
      wokenUp = false;
      while (!waiting.isEmpty() && output.room() > 0) {
        Value next = waiting.removeFirst();
        sent.addLast(next);
        output.write(stream.id(), next.id(), next.eventTime(), next.key(), next.payload());
      }
      return !ended || !waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void wakeUp() {
    lock.lock();
    try {
      wokenUp = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void acknowledged(StreamId id, PointOfReference point) {
    lock.lock();
    try {
      forget(sent, point);
    } finally {
      lock.unlock();
    }
  }

  private void forget(Deque<Value> values, PointOfReference point) {
    while (!values.isEmpty() && point.covers(values.getFirst().id())) {
      bytes -= values.removeFirst().bytes();
    }
    changed.signalAll();
  }

  @Override
  public void close() {
    // What is not acknowledged stays, for the next session.
  }
}
