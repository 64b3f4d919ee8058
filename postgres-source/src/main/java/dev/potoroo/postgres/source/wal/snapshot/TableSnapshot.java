package dev.potoroo.postgres.source.wal.snapshot;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.wal.change.Change;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of one stream that were there before: how far they are read and stored. */
final class TableSnapshot {
  private static final Logger LOG = LoggerFactory.getLogger(TableSnapshot.class);

  private final SnapshotTarget target;
  private final SnapshotStore store;
  private final StoredRows rows;

  private SnapshotState state;

  /** While rows of it are being read in the snapshot of now. */
  private @Nullable Reading reading;

  /** Made for the {@code upperKey} of {@code state}. */
  private @Nullable SnapshotFilter filter;

  TableSnapshot(SnapshotTarget target, SnapshotStore store, SnapshotState state) {
    this.target = target;
    this.store = store;
    this.state = state;
    this.rows = new StoredRows(store, target.stream(), state.lastId());
  }

  /** A table as the snapshot sees it, on its way. */
  private record Reading(
      ExportedSnapshot snapshot,
      ReadableTable table,
      TableReader reader,
      SnapshotProgress progress) {}

  String stream() {
    return target.stream();
  }

  /** What is stored of it, to be sent. */
  StoredRows rows() {
    return rows;
  }

  long lastId() {
    return state.lastId();
  }

  boolean isComplete() {
    return state.complete();
  }

  /**
   * Reads the next rows and stores them with their ids.
   *
   * @param baseId of the stream's last change before the snapshot's place in the log
   * @throws RetryableException when the table has changed, so that it takes a new snapshot
   */
  void readOn(ExportedSnapshot snapshot, long baseId)
      throws SQLException, RetryableException, RefusedByPostgresException {
    Reading now = reading == null ? open(snapshot) : reading;
    reading = now;
    ReadRows piece;
    try {
      piece = now.reader().next();
    } catch (SQLException e) {
      snapshot.requireUnchanged(now.table());
      throw e;
    }
    Chunk chunk =
        piece.messages().isEmpty() ? null : new Chunk(lastStoredId(baseId) + 1, piece.messages());
    if (now.table().key().isEmpty()) {
      storeCopy(chunk, piece, baseId);
    } else {
      store(chunk, piece, now.table());
    }
    if (piece.last()) {
      close();
      LOG.info("snapshot of table {}: complete, {} rows", now.table().table().name(), storedRows());
    } else {
      now.progress().rows(storedRows(), System.nanoTime());
    }
  }

  private Reading open(ExportedSnapshot snapshot)
      throws SQLException, RetryableException, RefusedByPostgresException {
    ReadableTable table = snapshot.find(target.tableOid(), target.generatedColumns());
    requireSameKey(table);
    // Of a table without a key: a copy that was broken off. Nothing of it has been sent.
    store.truncate(target.stream(), state.lastId());
    copiedRows = 0;
    LOG.info(
        "snapshot of table {}: reading its rows as of {}, {} are read already",
        table.table().name(),
        snapshot.lsn().asString(),
        state.rowCount());
    RowCollector collector = new RowCollector(table, snapshot.asTransaction(), target.format());
    return new Reading(
        snapshot,
        table,
        table.key().isEmpty()
            ? new WholeTableReader(snapshot, table, collector)
            : new KeyedTableReader(snapshot, table, collector, state.upperKey()),
        new SnapshotProgress(
            table.table().name().toString(),
            table.estimatedRows(),
            state.rowCount(),
            System.nanoTime()));
  }

  /** Stored, but not to be sent before the copy of the table, which has no key, is whole. */
  private long copiedRows;

  private long storedRows() {
    return state.rowCount() + copiedRows;
  }

  private long lastStoredId(long baseId) {
    return Math.max(baseId, state.lastId()) + copiedRows;
  }

  private void store(@Nullable Chunk chunk, ReadRows piece, ReadableTable table)
      throws SQLException {
    save(
        chunk,
        new SnapshotState(
            table.keyNames(),
            piece.upperKey() == null ? state.upperKey() : piece.upperKey(),
            state.rowCount() + piece.messages().size(),
            chunk == null ? state.lastId() : chunk.lastId(),
            piece.last()));
    if (chunk != null) {
      rows.add(chunk);
    }
  }

  private void storeCopy(@Nullable Chunk chunk, ReadRows piece, long baseId) throws SQLException {
    long copied = copiedRows + piece.messages().size();
    if (!piece.last()) {
      save(chunk, state);
      copiedRows = copied;
      return;
    }
    long firstId = Math.max(baseId, state.lastId()) + 1;
    long lastId = copied == 0 ? state.lastId() : firstId + copied - 1;
    save(chunk, new SnapshotState(List.of(), null, copied, lastId, true));
    copiedRows = 0;
    if (copied > 0) {
      rows.extend(firstId, lastId);
    }
  }

  private void save(@Nullable Chunk chunk, SnapshotState next) throws SQLException {
    store.save(target.stream(), chunk, next);
    state = next;
    filter = null;
  }

  /**
   * What a change of the log is to an application that has the rows that are stored: itself,
   * another, or nothing, when the rows that it changes are yet to be read. The same at every
   * replay, for rows are read only when the log up to their snapshot is acknowledged.
   *
   * @param work a connection to ask the server on
   */
  Optional<Change> beyond(Change change, Connection work)
      throws SQLException, RetryableException, RefusedByPostgresException {
    List<String> upperKey = state.upperKey();
    if (state.complete()) {
      return Optional.of(change);
    }
    if (upperKey == null) {
      return Optional.empty();
    }
    SnapshotFilter made = filter;
    if (made == null) {
      ReadableTable table =
          new ReadableTables(work, target.generatedColumns()).find(target.tableOid());
      requireSameKey(table);
      made = new SnapshotFilter(new KeyOrder(work, table.key()), table.keyNames(), upperKey);
      filter = made;
    }
    return made.apply(change);
  }

  private void requireSameKey(ReadableTable table) throws RefusedByPostgresException {
    if (state.upperKey() != null && !table.keyNames().equals(state.keyColumns())) {
      throw new RefusedByPostgresException(
          "table %s: its key was changed from %s to %s in the middle of its snapshot, after %d rows; change it back, or uninstall and begin a new stream"
              .formatted(
                  table.table().name(), state.keyColumns(), table.keyNames(), state.rowCount()),
          List.of());
    }
  }

  /** Ends the reading, as when its snapshot ends. What is stored stays. */
  void close() throws SQLException {
    if (reading != null) {
      reading.reader().close();
      reading = null;
    }
  }
}
