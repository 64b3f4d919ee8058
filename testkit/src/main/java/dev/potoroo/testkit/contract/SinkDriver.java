package dev.potoroo.testkit.contract;

import java.util.List;

/** How {@link SinkContract} handles the sink connector under test. One driver for each test. */
public interface SinkDriver {

  /**
   * Starts the connector, for the first time or after {@link #kill}, with what was durable then.
   *
   * @param cookie that an application must bring
   * @return {@code host:port} where it listens; may be another after a kill
   */
  String start(String cookie) throws Exception;

  /** Ends the connector as {@code kill -9} does, as nearly as can be: nothing is finished. */
  void kill() throws Exception;

  /** The payloads that are durable now, in the order of their storing. */
  List<String> stored() throws Exception;

  /** Ends the connector at once if it runs, and cleans up. */
  void close() throws Exception;
}
