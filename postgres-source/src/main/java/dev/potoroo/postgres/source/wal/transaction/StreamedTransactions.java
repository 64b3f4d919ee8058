package dev.potoroo.postgres.source.wal.transaction;

import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.StreamAbort;
import dev.potoroo.postgres.source.wal.change.StreamStart;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the changes of transactions in progress until they commit: in memory up to a limit, beyond
 * it on disk. What it keeps it can do without: the server sends it all again after a restart.
 * Connector thread only.
 */
public interface StreamedTransactions extends AutoCloseable {

  /** A piece of that transaction follows; the one before it has ended. */
  void start(StreamStart start) throws IOException;

  /** Belongs to the piece that was started last, and to the subtransaction that it names. */
  void add(Change change) throws IOException;

  /** Drops the whole transaction, or what one subtransaction of it did. */
  void abort(StreamAbort abort) throws IOException;

  /**
   * Takes a committed transaction out.
   *
   * @param xid of the top-level transaction; one that never had a change is as good as any
   */
  Changes commit(long xid) throws IOException;

  /** The server begins again from an earlier place: drops everything. */
  void clear() throws IOException;

  /** Drops everything and what it took on disk. */
  @Override
  void close();

  /** The changes of one transaction in their order, read one by one. */
  interface Changes extends AutoCloseable {

    /** The next change, null at the end. */
    @Nullable Change next() throws IOException;

    /** Frees what they took. */
    @Override
    void close() throws IOException;
  }
}
