package dev.potoroo.postgres.source.wal.change;

/**
 * A transaction that came in pieces, or a subtransaction of it, is rolled back.
 *
 * @param xid of the top-level transaction
 * @param subXid of the one whose changes are void; all of them when it equals {@code xid}
 */
public record StreamAbort(long xid, long subXid) implements LogEvent {

  @Override
  public <X extends Exception> void handTo(LogEventHandler<X> handler) throws X {
    handler.streamAbort(this);
  }
}
