package dev.potoroo.alerts.demo;

import java.util.List;

/**
 * Source, application and sink, running and connected over TCP.
 *
 * @param parts in the order of the stream
 */
record Deployment(List<Part> parts) implements AutoCloseable {

  /**
   * @throws DemoException when one of the three has ended
   */
  void requireRunning() throws DemoException {
    for (Part part : parts) {
      part.requireRunning();
    }
  }

  /**
   * Ends the three in the order of the stream, so that each can still hand on what it has accepted.
   *
   * @throws DemoException for the first that failed; the others have been ended all the same
   */
  @Override
  public void close() throws DemoException {
    DemoException first = null;
    for (Part part : parts) {
      try {
        part.end();
      } catch (DemoException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
