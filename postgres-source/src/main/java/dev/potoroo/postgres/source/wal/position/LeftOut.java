package dev.potoroo.postgres.source.wal.position;

import org.postgresql.replication.LogSequenceNumber;

/**
 * Since when a captured table is not asked for any more: its changes are counted and not sent.
 *
 * @param base of the position when a source was first started without it
 * @param lastId of the last change before that; 0 where there was none
 */
public record LeftOut(LogSequenceNumber base, long lastId) {}
