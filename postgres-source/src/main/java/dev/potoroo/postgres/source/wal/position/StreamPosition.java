package dev.potoroo.postgres.source.wal.position;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.protocol.PointOfReference;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Where one stream stands.
 *
 * @param name its full name, which never changes: {@code test.public.transactions/wal/4c8e5acb0eb6}
 * @param tableOid of its table, of which a rename leaves it alone
 * @param table with its schema, as it was named when the stream was made
 * @param baseId of the last change at or before the base of {@link LogPosition}; 0 where there was
 *     none
 * @param acknowledged every message up to here is durable at every sink; may lie beyond {@code
 *     baseId}, in the middle of a transaction
 * @param leftOut null while the table is asked for
 */
public record StreamPosition(
    String name,
    long tableOid,
    QualifiedName table,
    long baseId,
    PointOfReference acknowledged,
    @Nullable LeftOut leftOut) {

  /** Of a table that is asked for. */
  public StreamPosition(
      String name, long tableOid, QualifiedName table, long baseId, PointOfReference acknowledged) {
    this(name, tableOid, table, baseId, acknowledged, null);
  }

  /** The same stream while its table is not asked for; since earlier, where it was not before. */
  public StreamPosition leftOutAt(LogSequenceNumber base) {
    return leftOut == null
        ? new StreamPosition(
            name, tableOid, table, baseId, acknowledged, new LeftOut(base, lastId()))
        : this;
  }

  /** Whether nothing was counted of it yet, and nothing acknowledged. */
  public boolean isUntouched() {
    return baseId == 0 && acknowledged.isNever();
  }

  private long lastId() {
    return acknowledged.isNever() ? baseId : Math.max(baseId, acknowledged.value());
  }

  /** How many changes were counted and not sent because the table was left out. */
  public long passedOver() {
    return leftOut == null ? 0 : Math.max(0, baseId - leftOut.lastId());
  }

  StreamPosition notBehind(StreamPosition stored) {
    return new StreamPosition(
        name,
        tableOid,
        table,
        Math.max(baseId, stored.baseId()),
        acknowledged.max(stored.acknowledged()),
        leftOut);
  }
}
