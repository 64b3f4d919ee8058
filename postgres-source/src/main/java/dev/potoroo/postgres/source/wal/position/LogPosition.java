package dev.potoroo.postgres.source.wal.position;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
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
 * @param baseTime all that was committed before this moment lies before the base; by the server's
 *     clock where a commit tells it, by ours where the log had nothing for us; null when it is not
 *     known
 * @param streams one for each table
 */
public record LogPosition(
    String incarnation,
    long systemIdentifier,
    int timeline,
    LogSequenceNumber base,
    @Nullable Instant baseTime,
    List<StreamPosition> streams) {

  /** Of a slot that nothing is stored of. */
  public static final LogPosition NONE =
      new LogPosition("", 0, 0, LogSequenceNumber.INVALID_LSN, List.of());

  public LogPosition {
    streams = List.copyOf(streams);
  }

  /** Of a base whose time is not known. */
  public LogPosition(
      String incarnation,
      long systemIdentifier,
      int timeline,
      LogSequenceNumber base,
      List<StreamPosition> streams) {
    this(incarnation, systemIdentifier, timeline, base, null, streams);
  }

  /** The same, where it is known when the base was the end of what was committed. */
  LogPosition at(Instant time) {
    return new LogPosition(incarnation, systemIdentifier, timeline, base, time, streams);
  }

  /** The same place of the log, for these streams. */
  public LogPosition with(List<StreamPosition> others) {
    return new LogPosition(incarnation, systemIdentifier, timeline, base, baseTime, others);
  }

  /**
   * This position, with whatever of the stored one is further. As it is when the stored one is of
   * another incarnation.
   */
  LogPosition notBehind(LogPosition stored) {
    if (!incarnation.equals(stored.incarnation())) {
      return this;
    }
    Map<String, StreamPosition> merged = new TreeMap<>();
    streams.forEach(stream -> merged.put(stream.name(), stream));
    for (StreamPosition old : stored.streams()) {
      merged.computeIfPresent(old.name(), (name, given) -> given.notBehind(old));
    }
    LogPosition further = base.asLong() < stored.base().asLong() ? stored : this;
    return new LogPosition(
        incarnation,
        systemIdentifier,
        timeline,
        further.base(),
        further.baseTime(),
        List.copyOf(merged.values()));
  }
}
