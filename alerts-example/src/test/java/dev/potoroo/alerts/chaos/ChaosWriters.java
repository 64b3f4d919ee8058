package dev.potoroo.alerts.chaos;

import dev.potoroo.testkit.postgres.PostgresDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Several who write at once, from when this is made until {@link #stop}. */
final class ChaosWriters implements AutoCloseable {

  /** Number {@code n} of them writes the ids that leave {@code n} when divided by this. */
  static final int COUNT = 4;

  private final AtomicBoolean stopped = new AtomicBoolean();
  private final ExecutorService threads = Executors.newFixedThreadPool(COUNT);
  private final List<Future<Void>> writers = new ArrayList<>();

  ChaosWriters(PostgresDatabase database, long seed) {
    for (int number = 0; number < COUNT; number++) {
      writers.add(threads.submit(new ChaosWriter(database, number, seed + number, stopped)));
    }
  }

  /** Returns when the last transaction has been committed or given up. */
  void stop() throws ExecutionException, InterruptedException {
    stopped.set(true);
    for (Future<Void> writer : writers) {
      writer.get();
    }
  }

  @Override
  public void close() {
    stopped.set(true);
    threads.shutdownNow();
  }
}
