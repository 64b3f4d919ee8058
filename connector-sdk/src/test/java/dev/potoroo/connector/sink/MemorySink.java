package dev.potoroo.connector.sink;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Keeps rows and high-water marks as a database would, over every close and open. */
final class MemorySink implements TransactionalSink {
  final Map<StreamId, PointOfReference> marks = new ConcurrentHashMap<>();
  final List<String> rows = new CopyOnWriteArrayList<>();
  final List<SinkBatch> batches = new CopyOnWriteArrayList<>();
  final List<String> calls = new CopyOnWriteArrayList<>();

  /** Thrown by the next {@link #open} or {@link #write}. */
  final Queue<Exception> openFailures = new ConcurrentLinkedQueue<>();

  final Queue<Exception> writeFailures = new ConcurrentLinkedQueue<>();

  /** Thrown by each {@link #write}. */
  volatile @Nullable Error writeError;

  /** A write takes a permit; drain them to hold the sink. */
  final Semaphore permits = new Semaphore(1_000_000);

  @Override
  public void open() throws Exception {
    calls.add("open");
    throwNext(openFailures);
  }

  @Override
  public PointOfReference highWaterMark(SinkStream stream) {
    return marks.getOrDefault(stream.id(), PointOfReference.NEVER);
  }

  @Override
  public void write(SinkBatch batch) throws Exception {
    permits.acquire();
    Error error = writeError;
    if (error != null) {
      throw error;
    }
    throwNext(writeFailures);
    for (SinkBatch.MarkUpdate update : batch.marks()) {
      PointOfReference stored = highWaterMark(update.stream());
      if (!stored.equals(update.expected())) {
        throw new SupersededException(
            "expected the mark " + update.expected() + ", it is " + stored);
      }
    }
    List<String> added = new ArrayList<>();
    for (SinkMessage message : batch.messages()) {
      added.add(new String(message.payload(), StandardCharsets.UTF_8));
    }
    rows.addAll(added);
    batches.add(batch);
    batch.marks().forEach(update -> marks.put(update.stream().id(), update.mark()));
  }

  @Override
  public void close() {
    calls.add("close");
  }

  private static void throwNext(Queue<Exception> failures) throws Exception {
    Exception failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
  }
}
