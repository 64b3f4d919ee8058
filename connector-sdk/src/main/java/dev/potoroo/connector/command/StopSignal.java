package dev.potoroo.connector.command;

import dev.potoroo.transport.LogField;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a run in good order when the process is asked to go (SIGTERM, SIGINT).
 *
 * <pre>{@code
 * StopSignal.run(runner::run, runner::stop);
 * }</pre>
 *
 * <p>Java ends a process that a signal stopped with 128 + the signal's number. Ours has finished
 * its work by then, so it ends with the code of {@link Program#main}, 0 where all went well; for
 * that the hook halts the JVM, and other shutdown hooks may be cut short.
 */
public final class StopSignal {

  private static final Logger log = LoggerFactory.getLogger(StopSignal.class);

  /** How long the signal waits for the run to end. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How long after the run's end it waits for the exit code. */
  private static final Duration PATIENCE_FOR_CODE = Duration.ofSeconds(2);

  /** What the process ends with, once {@link Program#main} has it. */
  private static final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

  private StopSignal() {}

  /** What runs until it is done or stopped. */
  @FunctionalInterface
  public interface Body {
    void run() throws Exception;
  }

  /**
   * Runs {@code body} in the calling thread. On a signal {@code stop} is called from another
   * thread, and the process ends once the body has returned and {@link Program#main} has its exit
   * code, or after 30 s.
   *
   * @throws Exception what the body throws
   */
  public static void run(Body body, Runnable stop) throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook = new Thread(LogField.handOn(() -> stopAndHalt(stop, ended)), "stop-signal");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      body.run();
    } finally {
      ended.countDown();
      forget(hook);
    }
  }

  /** Ends the process, with the signal's help if one came. */
  static void exit(int code) {
    exitCode.complete(code);
    System.exit(code);
  }

  private static void stopAndHalt(Runnable stop, CountDownLatch ended) {
    log.info("asked to stop");
    stop.run();
    try {
      if (!ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        log.warn(
            "still running {} s after it was asked to stop: ending it anyway",
            PATIENCE.toSeconds());
        return;
      }
      Runtime.getRuntime().halt(exitCode.get(PATIENCE_FOR_CODE.toSeconds(), TimeUnit.SECONDS));
    } catch (TimeoutException e) {
      log.debug("the run has ended, but not by Program.main: ending as Java does", e);
    } catch (InterruptedException | ExecutionException e) {
      log.warn("ending without the exit code", e);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      log.trace("the hook runs already, it has called stop", e);
    }
  }
}
