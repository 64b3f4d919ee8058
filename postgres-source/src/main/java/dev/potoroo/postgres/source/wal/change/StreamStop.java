package dev.potoroo.postgres.source.wal.change;

/** The piece of a transaction in progress ends. */
public record StreamStop() implements LogEvent {

  @Override
  public <X extends Exception> void handTo(LogEventHandler<X> handler) throws X {
    handler.streamStop(this);
  }
}
