package dev.potoroo.postgres.source.wal.pgoutput;

import dev.potoroo.postgres.source.wal.change.Begin;
import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.Commit;
import dev.potoroo.postgres.source.wal.change.Delete;
import dev.potoroo.postgres.source.wal.change.Emitted;
import dev.potoroo.postgres.source.wal.change.Insert;
import dev.potoroo.postgres.source.wal.change.LogEvent;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.change.Schema;
import dev.potoroo.postgres.source.wal.change.StreamAbort;
import dev.potoroo.postgres.source.wal.change.StreamCommit;
import dev.potoroo.postgres.source.wal.change.StreamStart;
import dev.potoroo.postgres.source.wal.change.StreamStop;
import dev.potoroo.postgres.source.wal.change.Table;
import dev.potoroo.postgres.source.wal.change.Truncate;
import dev.potoroo.postgres.source.wal.change.UnreadableLogException;
import dev.potoroo.postgres.source.wal.change.Update;
import dev.potoroo.postgres.source.wal.pgoutput.PgOutputMessage.OldTuple;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/** What pgoutput's messages mean: tables by name instead of by number, old keys told from rows. */
final class PgOutputTranslator implements PgOutputVisitor<Optional<LogEvent>> {
  private final KnownTables tables = new KnownTables();
  private LogSequenceNumber lsn = LogSequenceNumber.INVALID_LSN;

  /**
   * @param messageLsn where the message is from
   * @return nothing for a message that says nothing about tables or transactions
   */
  Optional<LogEvent> translate(PgOutputMessage message, LogSequenceNumber messageLsn) {
    lsn = messageLsn;
    return message.accept(this);
  }

  @Override
  public Optional<LogEvent> begin(PgOutputMessage.Begin message) {
    return Optional.of(new Begin(message.xid(), message.finalLsn(), message.commitTime()));
  }

  @Override
  public Optional<LogEvent> commit(PgOutputMessage.Commit message) {
    return Optional.of(new Commit(message.commitLsn(), message.endLsn(), message.commitTime()));
  }

  /** Where a transaction came from does not alter what it did here. */
  @Override
  public Optional<LogEvent> origin(PgOutputMessage.Origin message) {
    return Optional.empty();
  }

  @Override
  public Optional<LogEvent> relation(PgOutputMessage.Relation message) {
    Table table = TableShape.of(message);
    return tables.learn(table)
        ? Optional.of(new Schema(message.streamedXid(), table))
        : Optional.empty();
  }

  /** Has the name alone; what kind of type it is, the catalog knows. */
  @Override
  public Optional<LogEvent> type(PgOutputMessage.Type message) {
    return Optional.empty();
  }

  @Override
  public Optional<LogEvent> insert(PgOutputMessage.Insert message) {
    Table table = table(message.relationId());
    return change(
        new Insert(lsn, message.streamedXid(), table, Image.whole(table, message.after())));
  }

  @Override
  public Optional<LogEvent> update(PgOutputMessage.Update message) {
    Table table = table(message.relationId());
    Row before = before(table, message.beforeKind(), message.before());
    return change(
        new Update(
            lsn,
            message.streamedXid(),
            table,
            before,
            Image.after(table, before, message.after())));
  }

  @Override
  public Optional<LogEvent> delete(PgOutputMessage.Delete message) {
    Table table = table(message.relationId());
    Row before = Image.before(table, message.beforeKind(), message.before());
    return change(new Delete(lsn, message.streamedXid(), table, before));
  }

  private static @Nullable Row before(Table table, @Nullable OldTuple kind, @Nullable Row before) {
    return kind == null || before == null ? null : Image.before(table, kind, before);
  }

  @Override
  public Optional<LogEvent> truncate(PgOutputMessage.Truncate message) {
    return change(
        new Truncate(
            lsn,
            message.streamedXid(),
            message.relationIds().stream().map(this::table).toList(),
            message.cascade(),
            message.restartIdentity()));
  }

  @Override
  public Optional<LogEvent> message(PgOutputMessage.Message message) {
    return Optional.of(
        new Emitted(message.transactional(), message.lsn(), message.prefix(), message.content()));
  }

  @Override
  public Optional<LogEvent> streamStart(PgOutputMessage.StreamStart message) {
    tables.enter(message.xid());
    return Optional.of(new StreamStart(message.xid(), message.first()));
  }

  @Override
  public Optional<LogEvent> streamStop(PgOutputMessage.StreamStop message) {
    tables.leave();
    return Optional.of(new StreamStop());
  }

  @Override
  public Optional<LogEvent> streamCommit(PgOutputMessage.StreamCommit message) {
    tables.commit(message.xid());
    return Optional.of(
        new StreamCommit(
            message.xid(), message.commitLsn(), message.endLsn(), message.commitTime()));
  }

  @Override
  public Optional<LogEvent> streamAbort(PgOutputMessage.StreamAbort message) {
    if (message.subXid() == message.xid()) {
      tables.abort(message.xid());
    }
    return Optional.of(new StreamAbort(message.xid(), message.subXid()));
  }

  private Table table(long relationId) {
    Table table = tables.find(relationId);
    if (table == null) {
      throw new UnreadableLogException(
          "pgoutput at %s: expected the shape of table %d before its first change"
              .formatted(lsn.asString(), relationId));
    }
    return table;
  }

  private static Optional<LogEvent> change(Change change) {
    return Optional.of(change);
  }
}
