package dev.potoroo.benchmarks.database;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Something that goes on while something else is measured. */
final class Background {

  private Background() {}

  /** What can fail. */
  @FunctionalInterface
  interface Task {
    void run() throws Exception;
  }

  /**
   * Runs {@code task} in a thread of its own beside {@code measured}, and waits for both.
   *
   * @throws Exception what either threw
   */
  static <T> T run(Task task, Callable<T> measured) throws Exception {
    CompletableFuture<Void> end = start(task);
    T result = measured.call();
    await(end);
    return result;
  }

  /** Runs {@code task} in a thread of its own. */
  static CompletableFuture<Void> start(Task task) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
                end.complete(null);
              } catch (Throwable e) {
                end.completeExceptionally(e);
              }
            },
            "background");
    thread.setDaemon(true);
    thread.start();
    return end;
  }

  /**
   * @throws Exception what the task threw
   */
  static void await(CompletableFuture<Void> end) throws Exception {
    try {
      end.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
