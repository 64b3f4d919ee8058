package dev.potoroo.postgres.source.wal.change;

/** What the log says of a row before it was changed or deleted (manual: ALTER TABLE). */
public enum ReplicaIdentity {
  /** Its primary key. */
  DEFAULT,
  /** Nothing, so a published UPDATE or DELETE fails. */
  NOTHING,
  /** The whole row. */
  FULL,
  /** The columns of a unique index. */
  INDEX
}
