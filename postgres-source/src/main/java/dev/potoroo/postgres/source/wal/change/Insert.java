package dev.potoroo.postgres.source.wal.change;

import org.postgresql.replication.LogSequenceNumber;

/** A row is new. */
public record Insert(LogSequenceNumber lsn, long subXid, Table table, Row after) implements Change {

  @Override
  public <T> T accept(ChangeVisitor<T> visitor) {
    return visitor.insert(this);
  }
}
