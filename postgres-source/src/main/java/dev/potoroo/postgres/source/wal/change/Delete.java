package dev.potoroo.postgres.source.wal.change;

import org.postgresql.replication.LogSequenceNumber;

/**
 * A row is gone.
 *
 * @param before its key, with all else {@link ColumnValue.Absent}; the whole row with replica
 *     identity full
 */
public record Delete(LogSequenceNumber lsn, long subXid, Table table, Row before)
    implements Change {

  @Override
  public <T> T accept(ChangeVisitor<T> visitor) {
    return visitor.delete(this);
  }
}
