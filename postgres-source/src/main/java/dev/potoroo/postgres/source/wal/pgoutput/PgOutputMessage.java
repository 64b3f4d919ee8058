package dev.potoroo.postgres.source.wal.pgoutput;

import dev.potoroo.postgres.source.wal.change.Row;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A message of pgoutput, protocol 1 or 2: components in wire order.
 *
 * <p>Transaction ids and object ids are unsigned 32-bit numbers. A {@code streamedXid} is that of
 * the transaction or subtransaction that made the change, and 0 outside of a stream.
 */
sealed interface PgOutputMessage {

  /** Calls the one method of the visitor that is meant for this message. */
  <T> T accept(PgOutputVisitor<T> visitor);

  /**
   * @param finalLsn where the commit begins
   */
  record Begin(LogSequenceNumber finalLsn, Instant commitTime, long xid)
      implements PgOutputMessage {
    @Override
    public <T> T accept(PgOutputVisitor<T> visitor) {
      return visitor.begin(this);
    }
  }

  /**
   * @param commitLsn where the commit begins
   * @param endLsn where it ends: a slot flushed to here does not send the transaction again
   */
  record Commit(LogSequenceNumber commitLsn, LogSequenceNumber endLsn, Instant commitTime)
      implements PgOutputMessage {
    @Override
    public <T> T accept(PgOutputVisitor<T> visitor) {
      return visitor.commit(this);
    }
  }

  /** The transaction came here by replication from elsewhere. */
  record Origin(LogSequenceNumber commitLsn, String name) implements PgOutputMessage {
    @Override
    public <T> T accept(PgOutputVisitor<T> visitor) {
      return visitor.origin(this);
    }
  }

  /**
   * What a table looks like, before the first change of it and again after each change of its
   * shape.
   *
   * @param namespace the schema; empty for {@code pg_catalog}
   * @param replicaIdentity as in {@code pg_class.relreplident}: d, n, f or i
   */
  record Relation(
      long streamedXid,
      long id,
      String namespace,
      String name,
      char replicaIdentity,
      List<Column> columns)
      implements PgOutputMessage {

    public Relation {
      columns = List.copyOf(columns);
    }

    /**
     * A column.
     *
     * @param key part of the replica identity
     * @param typeModifier as in {@code pg_attribute.atttypmod}; -1 for none
     */
    record Column(boolean key, String name, long typeOid, int typeModifier) {}

    @Override
    public <T> T accept(PgOutputVisitor<T> visitor) {
      return visitor.relation(this);
    }
  }

  /** A type that is not built in, before the first relation with a column of it. */
  record Type(long streamedXid, long oid, String namespace, String name)
      implements PgOutputMessage {
    @Override
    public <T> T accept(PgOutputVisitor<T> visitor) {
      return visitor.type(this);
    }
  }

  record Insert(long streamedXid, long relationId, Row after) implements PgOutputMessage {
    @Override
    public <T> T accept(PgOutputVisitor<T> visitor) {
      return visitor.insert(this);
    }
  }

  /** Which columns an old row comes with. */
  enum OldTuple {
    /** Those of the replica identity; the others read as null. */
    KEY,
    /** All: the replica identity is FULL. */
    WHOLE
  }

  /**
   * @param before null where the key did not change and the replica identity is not FULL
   * @param beforeKind null exactly where {@code before} is
   */
  record Update(
      long streamedXid,
      long relationId,
      @Nullable OldTuple beforeKind,
      @Nullable Row before,
      Row after)
      implements PgOutputMessage {
    @Override
    public <T> T accept(PgOutputVisitor<T> visitor) {
      return visitor.update(this);
    }
  }

  record Delete(long streamedXid, long relationId, OldTuple beforeKind, Row before)
      implements PgOutputMessage {
    @Override
    public <T> T accept(PgOutputVisitor<T> visitor) {
      return visitor.delete(this);
    }
  }

  record Truncate(
      long streamedXid, boolean cascade, boolean restartIdentity, List<Long> relationIds)
      implements PgOutputMessage {

    public Truncate {
      relationIds = List.copyOf(relationIds);
    }

    @Override
    public <T> T accept(PgOutputVisitor<T> visitor) {
      return visitor.truncate(this);
    }
  }

  /**
   * What {@code pg_logical_emit_message} wrote.
   *
   * @param lsn of the message
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Message(
      long streamedXid, boolean transactional, LogSequenceNumber lsn, String prefix, byte[] content)
      implements PgOutputMessage {
    @Override
    public <T> T accept(PgOutputVisitor<T> visitor) {
      return visitor.message(this);
    }
  }

  /**
   * From here to the next {@link StreamStop} come changes of a transaction that is still open.
   *
   * @param first whether this is the transaction's first piece
   */
  record StreamStart(long xid, boolean first) implements PgOutputMessage {
    @Override
    public <T> T accept(PgOutputVisitor<T> visitor) {
      return visitor.streamStart(this);
    }
  }

  record StreamStop() implements PgOutputMessage {
    @Override
    public <T> T accept(PgOutputVisitor<T> visitor) {
      return visitor.streamStop(this);
    }
  }

  /** As {@link Commit}, of a transaction that came in pieces. */
  record StreamCommit(
      long xid, LogSequenceNumber commitLsn, LogSequenceNumber endLsn, Instant commitTime)
      implements PgOutputMessage {
    @Override
    public <T> T accept(PgOutputVisitor<T> visitor) {
      return visitor.streamCommit(this);
    }
  }

  /**
   * @param subXid of the subtransaction that was rolled back; equals {@code xid} when it was the
   *     whole transaction
   */
  record StreamAbort(long xid, long subXid) implements PgOutputMessage {
    @Override
    public <T> T accept(PgOutputVisitor<T> visitor) {
      return visitor.streamAbort(this);
    }
  }
}
