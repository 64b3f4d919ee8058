package dev.potoroo.alerts.demo;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A part on a thread of this JVM.
 *
 * @param completion completes when it has ended, exceptionally when it failed
 * @param stop makes it end; does not wait
 */
record ThreadPart(String name, CompletableFuture<Void> completion, Runnable stop) implements Part {

  /** Longer than a part takes to give up on what it cannot finish. */
  private static final Duration END_LIMIT = Duration.ofSeconds(45);

  /** What runs until it is done or stopped. */
  @FunctionalInterface
  interface Body {
    void run() throws Exception;
  }

  /** For a body that takes a thread for itself. */
  static ThreadPart start(String name, Body body, Runnable stop) {
    CompletableFuture<Void> completion = new CompletableFuture<>();
    Thread thread = new Thread(() -> run(body, completion), name);
    thread.setDaemon(true);
    thread.start();
    return new ThreadPart(name, completion, stop);
  }

  private static void run(Body body, CompletableFuture<Void> completion) {
    try {
      body.run();
      completion.complete(null);
    } catch (Throwable e) {
      completion.completeExceptionally(e);
    }
  }

  @Override
  public void requireRunning() throws DemoException {
    if (completion.isDone()) {
      await();
      throw new DemoException("%s ended by itself".formatted(name));
    }
  }

  @Override
  public void end() throws DemoException {
    stop.run();
    await();
  }

  private void await() throws DemoException {
    try {
      completion.get(END_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new DemoException(
          "%s failed: %s".formatted(name, Objects.toString(cause.getMessage(), cause.toString())),
          cause);
    } catch (TimeoutException e) {
      throw new DemoException("%s did not end within %s".formatted(name, END_LIMIT), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("interrupted while %s was to end".formatted(name), e);
    }
  }
}
