package dev.potoroo.postgres.source.wal.change;

import java.time.Instant;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A transaction that came in pieces is committed.
 *
 * @param xid of the top-level transaction
 * @param commitLsn where its commit record begins
 * @param endLsn where that record ends: a replay that starts here does not have the transaction
 * @param commitTime as the server's clock had it, with microseconds
 */
public record StreamCommit(
    long xid, LogSequenceNumber commitLsn, LogSequenceNumber endLsn, Instant commitTime)
    implements LogEvent {

  @Override
  public <X extends Exception> void handTo(LogEventHandler<X> handler) throws X {
    handler.streamCommit(this);
  }
}
