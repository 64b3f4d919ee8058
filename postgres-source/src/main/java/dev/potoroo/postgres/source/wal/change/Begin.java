package dev.potoroo.postgres.source.wal.change;

import java.time.Instant;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A committed transaction begins; all that follows belongs to it, up to its {@link Commit}.
 *
 * @param xid its id, unsigned 32-bit, without epoch
 * @param commitLsn where its commit record begins
 * @param commitTime as the server's clock had it, with microseconds
 */
public record Begin(long xid, LogSequenceNumber commitLsn, Instant commitTime) implements LogEvent {

  @Override
  public <X extends Exception> void handTo(LogEventHandler<X> handler) throws X {
    handler.begin(this);
  }
}
