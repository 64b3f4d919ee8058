package dev.potoroo.postgres.source.wal.change;

import org.postgresql.replication.LogSequenceNumber;

/** A row that was there before: from a snapshot, never from the log. */
public record Read(LogSequenceNumber lsn, Table table, Row after) implements Change {

  /** Of no transaction. */
  @Override
  public long subXid() {
    return 0;
  }

  @Override
  public <T> T accept(ChangeVisitor<T> visitor) {
    return visitor.read(this);
  }
}
