package dev.potoroo.postgres.source.wal.change;

/**
 * A piece of a transaction in progress follows, up to {@link StreamStop}.
 *
 * @param xid of the top-level transaction
 * @param first whether it is its first piece
 */
public record StreamStart(long xid, boolean first) implements LogEvent {

  @Override
  public <X extends Exception> void handTo(LogEventHandler<X> handler) throws X {
    handler.streamStart(this);
  }
}
