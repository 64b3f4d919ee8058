package dev.potoroo.postgres.source.wal.change;

/**
 * A table as the changes that follow have it: it is named for the first time on this connection, or
 * has changed.
 *
 * @param subXid of the transaction or subtransaction that says so when it comes in pieces, else 0
 */
public record Schema(long subXid, Table table) implements LogEvent {

  @Override
  public <X extends Exception> void handTo(LogEventHandler<X> handler) throws X {
    handler.schema(this);
  }
}
