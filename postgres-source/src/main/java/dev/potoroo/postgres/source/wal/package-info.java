/**
 * Capture by logical decoding: changes out of the write-ahead log, in commit order, with nothing on
 * the user's tables.
 *
 * <p>One slot is read for all tables. Each table is a stream, and each change of it has the next
 * id, counted from the {@link dev.potoroo.postgres.source.wal.position.LogPosition position}, which
 * is stored before the slot moves on. So a change has the same id at every replay. Reasons:
 * docs/decisions/0007-wal-position.md.
 */
@NullMarked
package dev.potoroo.postgres.source.wal;

import org.jspecify.annotations.NullMarked;
