package dev.potoroo.alerts.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.opentest4j.TestAbortedException;

/**
 * Strikes faults, at different targets at the same time, at one target one after the other. Used by
 * one thread; each target has one of its own.
 */
final class Strikes implements AutoCloseable {

  /** What a dead program needs until it works again, on a machine that is not too busy. */
  private static final Duration UNTIL_AT_WORK = Duration.ofSeconds(2);

  private static final long POLL_MILLIS = 2;

  private final ChaosChain chain;
  private final Map<Target, ExecutorService> threads = new HashMap<>();
  private final List<Future<Void>> lasting = new ArrayList<>();
  private final AtomicInteger metWork = new AtomicInteger();

  Strikes(ChaosChain chain) {
    this.chain = chain;
  }

  /**
   * Returns at once, but for a fault that comes alone: then when it is over. The fault begins when
   * the last one at its target is over.
   *
   * @throws AssertionError as {@link #awaitOver}
   * @throws ExecutionException as {@link #awaitOver}
   */
  void strike(Fault fault) throws ExecutionException, InterruptedException {
    if (fault.isAlone()) {
      awaitOver();
      begin(fault);
      awaitOver();
    } else {
      begin(fault);
    }
  }

  private void begin(Fault fault) {
    Callable<Void> strike =
        () -> {
          if (isAtWork(fault)) {
            metWork.incrementAndGet();
          }
          fault.strike(chain);
          return null;
        };
    lasting.add(
        threads
            .computeIfAbsent(fault.target(), target -> Executors.newSingleThreadExecutor())
            .submit(strike));
  }

  private boolean isAtWork(Fault fault) throws InterruptedException {
    long start = System.nanoTime();
    boolean atWork = fault.target().isAtWork(chain);
    while (!atWork && fault.looksForWork() && System.nanoTime() - start < UNTIL_AT_WORK.toNanos()) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      atWork = fault.target().isAtWork(chain);
    }
    return atWork;
  }

  /**
   * Returns when no fault lasts.
   *
   * @throws AssertionError when a program has ended though nobody asked it to
   * @throws ExecutionException when a fault could not be struck
   */
  void awaitOver() throws ExecutionException, InterruptedException {
    for (Future<Void> fault : lasting) {
      while (!fault.isDone()) {
        chain.programs().requireRunning();
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
      try {
        fault.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof TestAbortedException aborted) {
          throw aborted; // the server is not ours to crash
        }
        throw e;
      }
    }
    lasting.clear();
  }

  /** How many met their target at work, rather than on its way back from an earlier one. */
  int metWork() {
    return metWork.get();
  }

  @Override
  public void close() {
    threads.values().forEach(ExecutorService::shutdownNow);
  }
}
