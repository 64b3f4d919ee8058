package dev.potoroo.postgres.source.wal.transaction;

import dev.potoroo.postgres.source.wal.change.Change;
import java.io.Closeable;
import java.io.IOException;
import java.util.BitSet;

/** What a transaction in progress has done so far. */
final class StreamedTransaction implements Closeable {
  private final long xid;
  private final SpillableBytes bytes;
  private final TableDictionary tables = new TableDictionary();
  private final ChangeWriter writer;

  /**
   * The subtransactions that were rolled back, by how far their ids lie above {@code xid}. What
   * they did is passed over when it is read; a set of bits stays small where each row has a
   * subtransaction of its own.
   */
  private final BitSet aborted = new BitSet();

  StreamedTransaction(long xid, SpillDirectory directory) {
    this.xid = xid;
    this.bytes = new SpillableBytes(xid, directory);
    this.writer = new ChangeWriter(bytes, tables);
  }

  long xid() {
    return xid;
  }

  void add(Change change) {
    writer.write(change);
  }

  void abort(long subXid) {
    aborted.set(distance(subXid));
  }

  boolean isAborted(long subXid) {
    return aborted.get(distance(subXid));
  }

  /** Ids go round after 2^32; those of one transaction lie within half of that. */
  private int distance(long subXid) {
    return (int) (subXid - xid) & Integer.MAX_VALUE;
  }

  long memoryBytes() {
    return bytes.memoryBytes();
  }

  boolean isSpilled() {
    return bytes.isSpilled();
  }

  void spill() throws SpillException {
    bytes.spill();
  }

  /** All changes, those of aborted subtransactions too. To be called once, after the last. */
  ChangeReader read() throws IOException {
    return new ChangeReader(bytes.read(), tables);
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
