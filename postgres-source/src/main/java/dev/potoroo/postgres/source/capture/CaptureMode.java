package dev.potoroo.postgres.source.capture;

/** How rows leave the database. */
public enum CaptureMode {
  /** Through an outbox table: exactly once. */
  OUTBOX,
  /** In the payload of NOTIFY: what is sent while nobody listens is lost. */
  NOTIFY,
  /** From the write-ahead log, with nothing on the tables: exactly once. */
  WAL
}
