/**
 * The durable position of a source in the log: where a replay begins, and how each stream's ids go
 * on from there.
 */
@NullMarked
package dev.potoroo.postgres.source.wal.position;

import org.jspecify.annotations.NullMarked;
