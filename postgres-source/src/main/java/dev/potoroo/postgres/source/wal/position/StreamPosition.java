package dev.potoroo.postgres.source.wal.position;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.protocol.PointOfReference;

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
 */
public record StreamPosition(
    String name, long tableOid, QualifiedName table, long baseId, PointOfReference acknowledged) {

  StreamPosition notBehind(StreamPosition stored) {
    return new StreamPosition(
        name,
        tableOid,
        table,
        Math.max(baseId, stored.baseId()),
        acknowledged.max(stored.acknowledged()));
  }
}
