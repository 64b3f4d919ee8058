package dev.potoroo.postgres.source.wal.change;

/**
 * One thing that an output plugin says. Transactions come one after another, in commit order:
 *
 * <pre>
 * Begin ( Schema | Change | Emitted )* Commit
 * </pre>
 *
 * <p>Where the server streams transactions that are still in progress, their pieces come in
 * between, never within another transaction, and end with a commit or an abort later:
 *
 * <pre>
 * ( StreamStart ( Schema | Change | Emitted )* StreamStop | StreamAbort )* StreamCommit
 * </pre>
 *
 * <p>An {@link Emitted} that is not transactional comes anywhere.
 */
public sealed interface LogEvent
    permits Begin,
        Change,
        Commit,
        Emitted,
        Schema,
        StreamAbort,
        StreamCommit,
        StreamStart,
        StreamStop {

  /** Calls the one method of the handler that is meant for this event. */
  <X extends Exception> void handTo(LogEventHandler<X> handler) throws X;
}
