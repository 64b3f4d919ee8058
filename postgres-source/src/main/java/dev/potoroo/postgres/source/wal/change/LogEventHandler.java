package dev.potoroo.postgres.source.wal.change;

/**
 * Takes events of the log, each by a method of its own.
 *
 * @param <X> what taking one may throw
 */
public interface LogEventHandler<X extends Exception> {

  void begin(Begin begin) throws X;

  void change(Change change) throws X;

  void commit(Commit commit) throws X;

  void schema(Schema schema) throws X;

  void emitted(Emitted emitted) throws X;

  void streamStart(StreamStart start) throws X;

  void streamStop(StreamStop stop) throws X;

  void streamCommit(StreamCommit commit) throws X;

  void streamAbort(StreamAbort abort) throws X;
}
