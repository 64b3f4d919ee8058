package dev.potoroo.testkit.contract;

/** How {@link SourceContract} handles the source connector under test. One driver for each test. */
public interface SourceDriver {

  /**
   * Starts the connector, with an empty cookie and one stream. Returns without waiting for a
   * connection: the application may not be there yet.
   *
   * @param application {@code host:port} to dial
   */
  void start(String application) throws Exception;

  /**
   * Makes that many more messages to send, each with another payload. Called before {@link #start}
   * and after.
   */
  void produce(int count) throws Exception;

  /**
   * Stops the connector as SIGTERM does, and returns when it has ended. Called with everything
   * acknowledged; the other end answers while this blocks.
   */
  void stop() throws Exception;

  /** Ends the connector at once if it runs, and cleans up. */
  void close() throws Exception;
}
