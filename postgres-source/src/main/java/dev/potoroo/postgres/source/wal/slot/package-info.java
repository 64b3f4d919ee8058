/**
 * Publication and replication slot of a source: made, taken, watched, dropped.
 *
 * <p>A slot makes the server keep its log until the source has dealt with it, so it can fill the
 * database's disk; and when the server has given it up, rows are lost. Here both are seen in time
 * and said in numbers. Source: PostgreSQL manual, "Logical Decoding", "Streaming Replication
 * Protocol", "pg_replication_slots".
 */
@NullMarked
package dev.potoroo.postgres.source.wal.slot;

import org.jspecify.annotations.NullMarked;
