package dev.potoroo.connector.source;

/**
 * Runs a {@link ReplayableSource} against an application: dials it, greets it, announces the
 * streams, sends what the source has within the credits, and tells the source what is durable.
 */
public final class SourceRunner {

  private final ReplayableSource source;

  public SourceRunner(ReplayableSource source, SourceSettings settings) {
    this.source = source;
  }

  /**
   * Runs until the source is at its end and all is acknowledged, or {@link #stop} is called. The
   * calling thread becomes the connector thread: every method of the source is called from it. Call
   * it once.
   *
   * @throws Exception what the source threw and no later try can mend
   */
  public void run() throws Exception {
    source.open();
    source.close();
  }

  /** Makes {@link #run} return soon. From any thread; does not wait; more calls do nothing. */
  public void stop() {}
}
