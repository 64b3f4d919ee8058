package dev.potoroo.postgres.source.wal.change;

import org.postgresql.replication.LogSequenceNumber;

/**
 * A message that somebody wrote into the log with {@code pg_logical_emit_message}.
 *
 * @param transactional whether it belongs to the transaction around it
 * @param lsn where it lies in the log
 * @param prefix that tells whose it is
 * @param content not altered afterwards
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Emitted(boolean transactional, LogSequenceNumber lsn, String prefix, byte[] content)
    implements LogEvent {

  @Override
  public <X extends Exception> void handTo(LogEventHandler<X> handler) throws X {
    handler.emitted(this);
  }
}
