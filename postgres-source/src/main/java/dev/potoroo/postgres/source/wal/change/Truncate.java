package dev.potoroo.postgres.source.wal.change;

import java.util.List;
import org.postgresql.replication.LogSequenceNumber;

/**
 * All rows of these tables are gone.
 *
 * @param tables those that are published, of all that one TRUNCATE emptied
 * @param cascade whether it said CASCADE
 * @param restartIdentity whether it said RESTART IDENTITY
 */
public record Truncate(
    LogSequenceNumber lsn,
    long subXid,
    List<Table> tables,
    boolean cascade,
    boolean restartIdentity)
    implements Change {

  public Truncate {
    tables = List.copyOf(tables);
  }

  @Override
  public <T> T accept(ChangeVisitor<T> visitor) {
    return visitor.truncate(this);
  }
}
