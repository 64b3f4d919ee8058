package dev.potoroo.postgres.source.wal.snapshot;

/** Whether the rows that were there before are sent. */
public enum SnapshotMode {
  /** First the rows that are there, then the log. */
  INITIAL,
  /** The log alone, from the place where the slot begins. */
  NEVER,
  /** The rows that are there, and then the end. */
  ONLY
}
