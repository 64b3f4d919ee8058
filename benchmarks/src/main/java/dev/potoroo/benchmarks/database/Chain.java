package dev.potoroo.benchmarks.database;

import java.io.IOException;

/** What brings transactions to {@code alert_log}, running. */
interface Chain extends AutoCloseable {

  /**
   * @throws IllegalStateException when one of its processes has ended; the text says how
   */
  void requireRunning();

  /** The most memory that all its processes have had, each at its own time, in MiB. */
  double peakMebibytes() throws IOException;

  @Override
  void close();
}
