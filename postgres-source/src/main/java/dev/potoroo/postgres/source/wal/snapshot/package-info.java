/**
 * The rows that were in the tables before the log began.
 *
 * <p>{@link dev.potoroo.postgres.source.wal.snapshot.Snapshot} is what the source drives. Rows are
 * read as a temporary slot's exported snapshot sees them (PostgreSQL manual, "Exported Snapshots"),
 * and stored as messages before they are sent, so that they are the same when they are sent again.
 */
@NullMarked
package dev.potoroo.postgres.source.wal.snapshot;

import org.jspecify.annotations.NullMarked;
