package dev.potoroo.postgres.source.wal;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Finds out how far the base of the position may move: over each transaction, in order, whose
 * messages are all acknowledged.
 *
 * <p>One that sent nothing counts as one with the transaction before, so that no more are kept than
 * messages are on their way.
 */
final class SentTransactions {
  private final List<TableStream> streams;
  private final Deque<Ended> unacknowledged = new ArrayDeque<>();

  private LogSequenceNumber base;
  private @Nullable Instant baseTime;
  private long[] baseIds;

  /**
   * A place between two transactions.
   *
   * @param lsn where the earlier one ends
   * @param at what was committed before this moment lies before
   * @param sent for each stream the last message that was sent up to here, 0 for none
   * @param counted for each stream the last change up to here
   */
  private record Ended(LogSequenceNumber lsn, Instant at, long[] sent, long[] counted) {}

  /**
   * @param base where the log begins; the streams are counted up to there
   * @param baseTime of the base, null when it is not known
   */
  SentTransactions(List<TableStream> streams, LogSequenceNumber base, @Nullable Instant baseTime) {
    this.streams = streams;
    this.base = base;
    this.baseTime = baseTime;
    this.baseIds = counted();
  }

  /**
   * All that commits before that place has been read, and handed to the application as far as it is
   * asked for.
   *
   * @param at what was committed before this moment is among it
   */
  void ended(LogSequenceNumber lsn, Instant at) {
    Ended last = unacknowledged.peekLast();
    if (last != null && last.lsn().compareTo(lsn) >= 0) {
      return;
    }
    long[] sent = streams.stream().mapToLong(TableStream::sent).toArray();
    if (last != null && Arrays.equals(last.sent(), sent)) {
      unacknowledged.removeLast();
    }
    unacknowledged.addLast(new Ended(lsn, at, sent, counted()));
  }

  /**
   * Moves the base over what is acknowledged by now.
   *
   * @return whether it has moved
   */
  boolean advance() {
    boolean moved = false;
    while (!unacknowledged.isEmpty() && isAcknowledged(unacknowledged.getFirst())) {
      Ended done = unacknowledged.removeFirst();
      if (done.lsn().compareTo(base) > 0) {
        base = done.lsn();
        baseTime = done.at();
        baseIds = done.counted();
        moved = true;
      }
    }
    return moved;
  }

  boolean isSettled() {
    return unacknowledged.isEmpty();
  }

  /** Rows have been stored at the base, and have got ids up to this. */
  void raise(int stream, long baseId) {
    baseIds[stream] = Math.max(baseIds[stream], baseId);
  }

  /** Everything before this was sent and acknowledged. */
  LogSequenceNumber base() {
    return base;
  }

  @Nullable Instant baseTime() {
    return baseTime;
  }

  /** The id of the stream's last change before the base. */
  long baseId(int stream) {
    return baseIds[stream];
  }

  private boolean isAcknowledged(Ended transaction) {
    for (int i = 0; i < streams.size(); i++) {
      if (!streams.get(i).isAcknowledged(transaction.sent()[i])) {
        return false;
      }
    }
    return true;
  }

  private long[] counted() {
    return streams.stream().mapToLong(TableStream::counted).toArray();
  }
}
