package dev.potoroo.connector.sink;

import dev.potoroo.connector.HostAndPort;
import java.util.concurrent.CompletableFuture;

/**
 * Runs a {@link TransactionalSink} for the applications that dial it: greets them, answers each
 * stream with its high-water mark, hands batches to the sink and acknowledges what is durable.
 */
public final class SinkRunner {

  private final CompletableFuture<HostAndPort> listening = new CompletableFuture<>();

  private final TransactionalSink sink;

  public SinkRunner(TransactionalSink sink, SinkSettings settings) {
    this.sink = sink;
  }

  /**
   * Listens and runs until {@link #stop}. The calling thread becomes the connector thread: every
   * method of the sink is called from it. Call it once.
   *
   * @throws Exception what the sink threw and no later try can mend, or that the address cannot be
   *     listened on
   */
  public void run() throws Exception {
    sink.open();
    sink.close();
  }

  /** The address that is listened on, with the real port; completed once {@link #run} has it. */
  public CompletableFuture<HostAndPort> listening() {
    return listening.copy();
  }

  /** Makes {@link #run} return soon. From any thread; does not wait; more calls do nothing. */
  public void stop() {}
}
