package dev.potoroo.postgres.source.wal;

import dev.potoroo.postgres.source.wal.position.LogPosition;
import dev.potoroo.postgres.source.wal.position.PositionStore;
import dev.potoroo.postgres.source.wal.position.StreamPosition;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Stores the position: at once when the application has acknowledged something, and now and then
 * while the log moves on without.
 */
final class PositionKeeper {
  /** So much log is worth a write at any time. */
  private static final long IDLE_BYTES = 16L << 20;

  private final PositionStore store;
  private final LogPosition begin;
  private final List<TableStream> streams;
  private final Duration idleInterval;

  private SentTransactions transactions;
  private LogSequenceNumber stored;
  private long storedNanos = System.nanoTime();

  /**
   * @param begin as it is, or is to be, stored at first
   * @param streams for each of its streams, in its order
   * @param idleInterval least time between two writes that nothing but the log's own course asks
   *     for
   */
  PositionKeeper(
      PositionStore store, LogPosition begin, List<TableStream> streams, Duration idleInterval) {
    this.store = store;
    this.begin = begin;
    this.streams = List.copyOf(streams);
    this.idleInterval = idleInterval;
    this.transactions = new SentTransactions(streams, begin.base(), begin.baseTime());
    this.stored = begin.base();
  }

  /** The log is about to be read again from its base; the streams are counted from there. */
  SentTransactions rewind() throws SQLException, IOException {
    if (!transactions.base().equals(stored)) {
      store();
    }
    for (int i = 0; i < streams.size(); i++) {
      streams.get(i).rewind(transactions.baseId(i));
    }
    transactions = new SentTransactions(streams, transactions.base(), transactions.baseTime());
    return transactions;
  }

  /**
   * Whether all of the log before that place is acknowledged, and nothing after it is sent. If so,
   * that is durable when this returns.
   */
  boolean isAt(LogSequenceNumber place) throws SQLException, IOException {
    transactions.advance();
    if (transactions.base().compareTo(place) < 0) {
      return false;
    }
    if (!transactions.base().equals(stored)) {
      store();
    }
    return true;
  }

  /** The id of the stream's last change, or row, before the base. */
  long baseId(String stream) {
    return transactions.baseId(indexOf(stream));
  }

  /** Rows of the stream are kept for a replay under ids up to this; they come before the base. */
  void raise(String stream, long baseId) {
    transactions.raise(indexOf(stream), baseId);
  }

  private int indexOf(String name) {
    return streams.stream().map(TableStream::name).toList().indexOf(name);
  }

  /** The base as it is stored: what commits before it will not be asked for again. */
  LogSequenceNumber durable() {
    return stored;
  }

  /** A stream is acknowledged further than before: durable when this returns. */
  void acknowledged() throws SQLException, IOException {
    transactions.advance();
    store();
  }

  /**
   * Nothing new is acknowledged; what was read may have had nothing to send.
   *
   * @return whether the base has moved
   */
  boolean idle() throws SQLException, IOException {
    transactions.advance();
    long bytes = transactions.base().asLong() - stored.asLong();
    long sinceStored = System.nanoTime() - storedNanos;
    if (bytes <= 0 || (bytes < IDLE_BYTES && sinceStored < idleInterval.toNanos())) {
      return false;
    }
    store();
    return true;
  }

  /** Whether nothing was read of the log that waits for an acknowledgement. */
  boolean isSettled() {
    return transactions.isSettled();
  }

  /** Writes all there is to say. */
  void store() throws SQLException, IOException {
    List<StreamPosition> positions = new ArrayList<>();
    for (int i = 0; i < streams.size(); i++) {
      positions.add(streams.get(i).position(transactions.baseId(i)));
    }
    store.save(
        new LogPosition(
            begin.incarnation(),
            begin.systemIdentifier(),
            begin.timeline(),
            transactions.base(),
            transactions.baseTime(),
            positions));
    stored = transactions.base();
    storedNanos = System.nanoTime();
  }
}
