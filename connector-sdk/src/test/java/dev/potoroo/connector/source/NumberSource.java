package dev.potoroo.connector.source;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Replays the numbers from 1 on in one or more streams: a number is its own id, and its payload in
 * digits. Keeps its acknowledged points as a database would, over every close and open.
 */
final class NumberSource implements ReplayableSource {
  private final List<String> names;
  private final Map<StreamId, Long> next = new LinkedHashMap<>();
  private final Semaphore wakeUps = new Semaphore(0);

  final Map<StreamId, PointOfReference> acknowledged = new ConcurrentHashMap<>();
  final List<String> calls = new CopyOnWriteArrayList<>();

  /** Calls of {@link #acknowledged}. */
  final AtomicInteger acknowledgements = new AtomicInteger();

  /** Thrown by the next {@link #open}, and by the next {@link #poll}. */
  final Queue<Exception> openFailures = new ConcurrentLinkedQueue<>();

  final Queue<Exception> pollFailures = new ConcurrentLinkedQueue<>();

  /** The last number of every stream; a poll that finds it sent says that there is no more. */
  volatile long last = Long.MAX_VALUE;

  /** Numbers above this do not exist yet. */
  volatile long available = Long.MAX_VALUE;

  volatile int padding;

  /** Thrown by {@link #wakeUp}, which the network thread calls too. */
  volatile @Nullable Error wakeUpError;

  private volatile long lastWrite = System.nanoTime();
  private volatile long written;

  NumberSource(String... names) {
    this.names = List.of(names);
  }

  /** Whether it has written, and then nothing for that time. */
  boolean pausedFor(Duration time) {
    return written > 0 && System.nanoTime() - lastWrite > time.toNanos();
  }

  /** The last number written. */
  long written() {
    return written;
  }

  StreamId stream(int index) {
    return StreamId.of(names.get(index));
  }

  @Override
  public void open() throws Exception {
    calls.add("open");
    next.clear();
    throwNext(openFailures);
  }

  private static void throwNext(Queue<Exception> failures) throws Exception {
    Exception failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public List<SourceStream> streams() throws RetryableException {
    next.clear();
    List<SourceStream> streams = new ArrayList<>();
    for (String name : names) {
      streams.add(
          new SourceStream(
              name, acknowledged.getOrDefault(StreamId.of(name), PointOfReference.NEVER)));
    }
    return streams;
  }

  @Override
  public void resume(StreamId stream, PointOfReference point) {
    next.put(stream, point.isNever() ? 1 : point.value() + 1);
  }

  @Override
  public boolean poll(SourceOutput output, Duration wait) throws Exception {
    throwNext(pollFailures);
    boolean wrote = false;
    boolean more = next.size() < names.size();
    for (Map.Entry<StreamId, Long> stream : next.entrySet()) {
      long number = stream.getValue();
      while (number <= Math.min(last, available) && output.room() > 0) {
        byte[] payload = (number + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
        output.write(stream.getKey(), new MessageId(number), 0, Message.NO_BYTES, payload);
        number++;
        wrote = true;
        lastWrite = System.nanoTime();
        written = number;
      }
      stream.setValue(number);
      more |= number <= last;
    }
    if (!wrote && more) {
      wakeUps.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
    }
    return more;
  }

  @Override
  public void wakeUp() {
    Error error = wakeUpError;
    if (error != null) {
      throw error;
    }
    wakeUps.release();
  }

  @Override
  public void acknowledged(StreamId stream, PointOfReference point) {
    acknowledgements.incrementAndGet();
    PointOfReference before = acknowledged.put(stream, point);
    if (before != null && before.compareTo(point) >= 0) {
      throw new IllegalStateException("points only grow: " + point + " after " + before);
    }
  }

  @Override
  public void close() {
    calls.add("close");
  }
}
