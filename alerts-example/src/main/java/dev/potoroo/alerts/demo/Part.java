package dev.potoroo.alerts.demo;

/** The source, the application or the sink, running. Called from one thread. */
interface Part {

  /**
   * @throws DemoException when it has ended; the text says why
   */
  void requireRunning() throws DemoException;

  /**
   * Asks it to end, and waits until it has finished what it accepted.
   *
   * @throws DemoException when it failed, before or now
   */
  void end() throws DemoException;
}
