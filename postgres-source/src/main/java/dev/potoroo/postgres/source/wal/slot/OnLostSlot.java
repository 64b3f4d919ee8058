package dev.potoroo.postgres.source.wal.slot;

/** What to do when the log that a source still needs can no longer be read. */
public enum OnLostSlot {
  /** End with exit code 1, with the gap in numbers. */
  FAIL,
  /** Begin new streams, with the rows as they are now, and record the gap. */
  SNAPSHOT
}
