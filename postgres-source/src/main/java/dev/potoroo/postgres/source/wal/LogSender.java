package dev.potoroo.postgres.source.wal;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.connector.source.SourceOutput;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.wal.change.Begin;
import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.Commit;
import dev.potoroo.postgres.source.wal.change.Emitted;
import dev.potoroo.postgres.source.wal.change.LogEventHandler;
import dev.potoroo.postgres.source.wal.change.Schema;
import dev.potoroo.postgres.source.wal.change.StreamAbort;
import dev.potoroo.postgres.source.wal.change.StreamCommit;
import dev.potoroo.postgres.source.wal.change.StreamStart;
import dev.potoroo.postgres.source.wal.change.StreamStop;
import dev.potoroo.postgres.source.wal.change.Table;
import dev.potoroo.postgres.source.wal.change.Transaction;
import dev.potoroo.postgres.source.wal.change.UnreadableLogException;
import dev.potoroo.postgres.source.wal.snapshot.Snapshot;
import dev.potoroo.postgres.source.wal.transaction.StreamedTransactions;
import dev.potoroo.protocol.MessageId;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes messages of the log: gives each change its id, and sends those that are asked for and that
 * the application does not have. Good for one run of the log, from its base on.
 */
final class LogSender implements LogEventHandler<Exception>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogSender.class);

  /** Acknowledgements wait meanwhile. */
  private static final int REPLAYED_AT_ONCE = 1_000;

  private static final ChangedTables TABLES = new ChangedTables();

  private final List<TableStream> streams;
  private final SentTransactions transactions;
  private final StreamedTransactions inProgress;
  private final Snapshot snapshot;
  private final @Nullable LogSequenceNumber limit;

  /** What found no room: one TRUNCATE can be a message on several streams. */
  private final Queue<Message> waiting = new ArrayDeque<>();

  /** The transaction that is being read, null in between. */
  private @Nullable Transaction transaction;

  /** Where that has come in pieces: what is still to be sent of it. */
  private @Nullable Replay replay;

  private boolean inPiece;
  private boolean atLimit;

  private long sent;

  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  private record Message(TableStream stream, long id, long eventTime, byte[] key, byte[] payload) {}

  /** A transaction that has come in pieces, and has committed. */
  private record Replay(StreamedTransactions.Changes changes, LogSequenceNumber endLsn) {}

  /**
   * @param inProgress closed with this
   * @param snapshot knows which rows the application does not have yet
   * @param limit what commits here or later is not for this run; null to go on without end
   */
  LogSender(
      List<TableStream> streams,
      SentTransactions transactions,
      StreamedTransactions inProgress,
      Snapshot snapshot,
      @Nullable LogSequenceNumber limit) {
    this.streams = streams;
    this.transactions = transactions;
    this.inProgress = inProgress;
    this.snapshot = snapshot;
    this.limit = limit;
  }

  /** Whether all that commits before the limit has been read. Nothing may be read from then on. */
  boolean isAtLimit() {
    return atLimit;
  }

  /**
   * All that commits before that place has been read; no transaction is begun and not ended.
   *
   * @param at what was committed before this moment lies before that place
   */
  void reached(LogSequenceNumber place, Instant at) {
    LogSequenceNumber end = limit;
    if (end != null && place.compareTo(end) >= 0) {
      atLimit = true;
      transactions.ended(end, at);
    } else {
      transactions.ended(place, at);
    }
  }

  private boolean isBeyondLimit(LogSequenceNumber commitLsn) {
    return limit != null && commitLsn.compareTo(limit) >= 0;
  }

  /** Whether no transaction is begun and not ended. */
  boolean isBetweenTransactions() {
    return transaction == null;
  }

  /** How many messages were handed over since this was made. */
  long sent() {
    return sent;
  }

  /**
   * Hands over what was read and found no room so far.
   *
   * @return whether all of it did, so that more of the log may be read
   */
  boolean flush(SourceOutput output)
      throws SQLException, IOException, RetryableException, RefusedByPostgresException {
    for (int i = 0; i < REPLAYED_AT_ONCE; i++) {
      write(output);
      if (replay == null || output.room() == 0) {
        return replay == null && waiting.isEmpty();
      }
      Change change = replay.changes().next();
      if (change == null) {
        endReplay(replay);
      } else {
        send(change);
      }
    }
    return false;
  }

  private void write(SourceOutput output) {
    while (!waiting.isEmpty() && output.room() > 0) {
      Message message = waiting.remove();
      output.write(
          message.stream().id(),
          new MessageId(message.id()),
          message.eventTime(),
          message.key(),
          message.payload());
      sent++;
    }
  }

  @Override
  public void begin(Begin begin) {
    if (isBeyondLimit(begin.commitLsn())) {
      reached(begin.commitLsn(), begin.commitTime());
      return;
    }
    transaction = new Transaction(begin.xid(), begin.commitLsn(), begin.commitTime());
  }

  @Override
  public void change(Change change)
      throws SQLException, IOException, RetryableException, RefusedByPostgresException {
    if (inPiece) {
      inProgress.add(change);
    } else {
      send(change);
    }
  }

  private void send(Change change)
      throws SQLException, RetryableException, RefusedByPostgresException {
    for (Table table : change.accept(TABLES)) {
      Optional<TableStream> stream = streamOf(table);
      if (stream.isPresent()) {
        send(stream.get(), table, change);
      }
    }
  }

  /** What a table did before it was dropped belongs to the stream of the one made in its place. */
  private Optional<TableStream> streamOf(Table table) {
    return streams.stream()
        .filter(stream -> stream.isOf(table))
        .findFirst()
        .or(() -> streams.stream().filter(stream -> stream.isNamedAs(table)).findFirst());
  }

  private void send(TableStream stream, Table table, Change change)
      throws SQLException, RetryableException, RefusedByPostgresException {
    long id = stream.count();
    Optional<TableMessages> messages = stream.messages();
    if (messages.isPresent() && stream.isDue(id)) {
      Optional<Change> wanted =
          snapshot.beyond(stream.name(), change).filter(messages.get()::include);
      if (wanted.isPresent()) {
        waiting.add(message(stream, id, messages.get(), table, wanted.get()));
        stream.markSent(id);
      }
    }
  }

  private Message message(
      TableStream stream, long id, TableMessages messages, Table table, Change change)
      throws SQLException, RefusedByPostgresException {
    Transaction of = requireTransaction();
    return new Message(
        stream,
        id,
        of.commitTime().toEpochMilli(),
        messages.key(change),
        messages.payload(table, change, of));
  }

  @Override
  public void commit(Commit commit) {
    transaction = null;
    transactions.ended(commit.endLsn(), commit.commitTime());
  }

  private Transaction requireTransaction() {
    if (transaction == null) {
      throw new UnreadableLogException("expected a change within a transaction, got one outside");
    }
    return transaction;
  }

  @Override
  public void schema(Schema schema) {
    // What a table looks like comes with each change of it.
  }

  /** A heartbeat, ours or another's: it has moved the log on, which is all that it is for. */
  @Override
  public void emitted(Emitted emitted) {}

  @Override
  public void streamStart(StreamStart start) throws IOException {
    inPiece = true;
    inProgress.start(start);
  }

  @Override
  public void streamStop(StreamStop stop) {
    inPiece = false;
  }

  @Override
  public void streamCommit(StreamCommit commit) throws IOException {
    if (isBeyondLimit(commit.commitLsn())) {
      reached(commit.commitLsn(), commit.commitTime());
      return;
    }
    transaction = new Transaction(commit.xid(), commit.commitLsn(), commit.commitTime());
    replay = new Replay(inProgress.commit(commit.xid()), commit.endLsn());
  }

  @Override
  public void streamAbort(StreamAbort abort) throws IOException {
    inProgress.abort(abort);
  }

  private void endReplay(Replay ended) throws IOException {
    Instant at = requireTransaction().commitTime();
    ended.changes().close();
    replay = null;
    transaction = null;
    transactions.ended(ended.endLsn(), at);
  }

  @Override
  public void close() {
    if (replay != null) {
      try {
        replay.changes().close();
      } catch (IOException e) {
        LOG.debug("closing the changes of a transaction that is not sent to its end", e);
      }
    }
    inProgress.close();
  }
}
