package dev.potoroo.postgres.source.wal.change;

import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A row has changed.
 *
 * @param before the row as it was, as far as the table's replica identity lets the log say so: the
 *     old key when that has changed, the whole row with replica identity full, else null
 * @param after values stored out of line that have not changed are {@link
 *     ColumnValue.UnchangedToast}
 */
public record Update(
    LogSequenceNumber lsn, long subXid, Table table, @Nullable Row before, Row after)
    implements Change {

  @Override
  public <T> T accept(ChangeVisitor<T> visitor) {
    return visitor.update(this);
  }
}
