package dev.potoroo.postgres.source.wal.position;

import java.util.List;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Where a source stands in the log of its slot. A replay begins at {@code base}, and gives each
 * change that comes after it the same id as before, since each stream says with which id it begins.
 *
 * @param incarnation random, made with the slot; part of the names of its streams
 * @param systemIdentifier of the server's cluster, as {@code IDENTIFY_SYSTEM} says it
 * @param timeline of the server when this was stored
 * @param base where a commit ends, or where the slot begins; all that each stream has sent up to
 *     here is acknowledged. The slot's own {@code confirmed_flush_lsn} is never beyond it
 * @param streams one for each table
 */
public record LogPosition(
    String incarnation,
    long systemIdentifier,
    int timeline,
    LogSequenceNumber base,
    List<StreamPosition> streams) {

  public LogPosition {
    streams = List.copyOf(streams);
  }
}
