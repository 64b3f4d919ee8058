package dev.potoroo.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.command.StopSignal;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A runner in a thread of its own, as a test sees it. */
public final class Background implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Runnable stop;
  private final CompletableFuture<Boolean> end = new CompletableFuture<>();

  private Background(Runnable stop) {
    this.stop = stop;
  }

  public static Background run(StopSignal.Body body, Runnable stop) {
    Background background = new Background(stop);
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run();
                background.end.complete(true);
              } catch (Throwable e) {
                background.end.completeExceptionally(e);
              }
            },
            "connector");
    thread.setDaemon(true);
    thread.start();
    return background;
  }

  public void stop() {
    stop.run();
  }

  public boolean isRunning() {
    return !end.isDone();
  }

  /** Waits for a good end. */
  public void awaitEnd() throws Exception {
    assertThat(end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  /** Waits for an end by an exception. */
  public Throwable awaitFailure() throws InterruptedException, TimeoutException {
    try {
      end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      throw new AssertionError("expected a failure, got a good end");
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    }
  }

  /** Stops what still runs, and waits for its end, good or not. */
  @Override
  public void close() {
    stop.run();
    await().atMost(PATIENCE).until(end::isDone);
  }
}
