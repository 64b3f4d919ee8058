package dev.potoroo.testkit.postgres;

/** Where a server runs, and the life of it. The address stays the same through stop and start. */
interface ServerControl extends AutoCloseable {

  /** How a server is asked to stop; the words are those of {@code pg_ctl}. */
  enum StopMode {
    /** Open transactions are rolled back, then a checkpoint is made. */
    FAST,
    /** As in a crash: the next start recovers from the write-ahead log. */
    IMMEDIATE
  }

  String host();

  int port();

  PostgresRole superuser();

  /** Returns when no process of the server is left; does nothing to one that is down. */
  void stop(StopMode mode);

  /** Starts a stopped server. It may not take connections yet when this returns. */
  void start();

  /** Stops the server for good and removes its data, where it was started by us. */
  @Override
  void close();
}
