package dev.potoroo.postgres.source.wal.change;

import java.time.Instant;
import org.postgresql.replication.LogSequenceNumber;

/**
 * The transaction that began last is complete.
 *
 * @param commitLsn where its commit record begins
 * @param endLsn where that record ends: a replay that starts here does not have the transaction
 * @param commitTime as the server's clock had it, with microseconds
 */
public record Commit(LogSequenceNumber commitLsn, LogSequenceNumber endLsn, Instant commitTime)
    implements LogEvent {

  @Override
  public <X extends Exception> void handTo(LogEventHandler<X> handler) throws X {
    handler.commit(this);
  }
}
