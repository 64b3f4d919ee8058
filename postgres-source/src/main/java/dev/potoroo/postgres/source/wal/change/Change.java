package dev.potoroo.postgres.source.wal.change;

import org.postgresql.replication.LogSequenceNumber;

/** What became of a row, or of whole tables. */
public sealed interface Change extends LogEvent permits Read, Insert, Update, Delete, Truncate {

  /** Where it lies in the log, or the place that the snapshot of a {@link Read} stands for. */
  LogSequenceNumber lsn();

  /**
   * The transaction or subtransaction that did it when it comes in a piece of a transaction in
   * progress, else 0.
   */
  long subXid();

  /** Calls the one method of the visitor that is meant for this change. */
  <T> T accept(ChangeVisitor<T> visitor);

  @Override
  default <X extends Exception> void handTo(LogEventHandler<X> handler) throws X {
    handler.change(this);
  }
}
