package dev.potoroo.postgres.source.wal.transaction;

import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.StreamAbort;
import dev.potoroo.postgres.source.wal.change.StreamStart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the changes of transactions in progress until they commit: in memory up to a limit, beyond
 * it on disk. What it keeps it can do without: the server sends it all again after a restart.
 * Connector thread only.
 *
 * <p>All of a transaction's changes stay in the order in which they came, whichever of its
 * subtransactions made them. When memory is short, the transaction that has most of it goes to disk
 * as a whole, so that small ones stay.
 */
public final class StreamedTransactions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamedTransactions.class);

  private final SpillDirectory directory;
  private final long memoryBytes;
  private final Map<Long, StreamedTransaction> transactions = new HashMap<>();

  private @Nullable StreamedTransaction current;

  /** Of all {@code transactions}. */
  private long takenBytes;

  /**
   * @param memoryBytes how much of the heap all transactions take together, at most; each takes
   *     steps of 64 KiB
   */
  public StreamedTransactions(SpillDirectory directory, long memoryBytes) {
    this.directory = directory;
    this.memoryBytes = memoryBytes;
  }

  /** A piece of that transaction follows; the one before it has ended. */
  public void start(StreamStart start) throws IOException {
    if (start.first()) {
      drop(start.xid());
    }
    current =
        transactions.computeIfAbsent(start.xid(), xid -> new StreamedTransaction(xid, directory));
  }

  /**
   * Belongs to the piece that was started last, and to the subtransaction that it names.
   *
   * @throws SpillException when the disk is full, or fails
   */
  public void add(Change change) throws IOException {
    StreamedTransaction transaction = current;
    if (transaction == null) {
      throw new IllegalStateException("no piece of a transaction in progress has started");
    }
    takenBytes -= transaction.memoryBytes();
    transaction.add(change);
    takenBytes += transaction.memoryBytes();
    if (takenBytes > memoryBytes) {
      spillTheLargest();
    }
  }

  private void spillTheLargest() throws SpillException {
    StreamedTransaction largest =
        transactions.values().stream()
            .max(Comparator.comparingLong(StreamedTransaction::memoryBytes))
            .orElseThrow();
    if (!largest.isSpilled()) {
      LOG.info(
          "transaction {} is in progress and does not fit into {} MiB of memory: its changes wait in {} for its commit",
          largest.xid(),
          memoryBytes >> 20,
          directory);
    }
    takenBytes -= largest.memoryBytes();
    largest.spill();
  }

  /** Drops the whole transaction, or what one subtransaction of it did. */
  public void abort(StreamAbort abort) throws IOException {
    if (abort.subXid() == abort.xid()) {
      drop(abort.xid());
      return;
    }
    StreamedTransaction transaction = transactions.get(abort.xid());
    if (transaction != null) {
      transaction.abort(abort.subXid());
    }
  }

  /**
   * Takes a committed transaction out.
   *
   * @param xid of the top-level transaction; one that never had a change is as good as any
   */
  public Changes commit(long xid) throws IOException {
    StreamedTransaction transaction = take(xid);
    return new Changes(transaction == null ? new StreamedTransaction(xid, directory) : transaction);
  }

  /** The server begins again from an earlier place: drops everything. */
  public void clear() throws IOException {
    for (Long xid : List.copyOf(transactions.keySet())) {
      drop(xid);
    }
  }

  private void drop(long xid) throws IOException {
    StreamedTransaction transaction = take(xid);
    if (transaction != null) {
      transaction.close();
    }
  }

  private @Nullable StreamedTransaction take(long xid) {
    StreamedTransaction transaction = transactions.remove(xid);
    if (transaction != null) {
      takenBytes -= transaction.memoryBytes();
      current = transaction == current ? null : current;
    }
    return transaction;
  }

  /** Drops everything and what it took on disk. */
  @Override
  public void close() {
    for (StreamedTransaction transaction : new ArrayList<>(transactions.values())) {
      try {
        drop(transaction.xid());
      } catch (IOException e) {
        // The file has no name: it ends with the process, if not now.
        LOG.warn("closing the file of transaction {} in {}", transaction.xid(), directory, e);
      }
    }
  }

  /** The changes of one transaction in their order, read one by one. */
  public static final class Changes implements AutoCloseable {
    private final StreamedTransaction transaction;
    private final ChangeReader reader;

    private Changes(StreamedTransaction transaction) throws IOException {
      this.transaction = transaction;
      this.reader = transaction.read();
    }

    /** The next change that was not rolled back, null at the end. */
    public @Nullable Change next() throws IOException {
      Change change = reader.next();
      while (change != null && transaction.isAborted(change.subXid())) {
        change = reader.next();
      }
      return change;
    }

    /** Frees what they took. */
    @Override
    public void close() throws IOException {
      transaction.close();
    }
  }
}
