package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.postgres.source.wal.position.LogGap;
import dev.potoroo.postgres.source.wal.position.LogPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * How a slot and its streams stand.
 *
 * @param position as it is stored, with the streams that were asked for
 * @param slot as the server has it, null when it has none of that name
 * @param end of the server's log
 * @param at when it was looked
 * @param gaps what was lost, the latest last
 */
public record SlotReport(
    SlotName name,
    LogPosition position,
    @Nullable SlotStatus slot,
    LogSequenceNumber end,
    Instant at,
    List<LogGap> gaps) {

  public SlotReport {
    gaps = List.copyOf(gaps);
  }

  /** The log from the stored base to its end: what is not acknowledged lies in there. */
  public long lagBytes() {
    return Math.max(0, end.asLong() - position.base().asLong());
  }

  /**
   * All that was committed so long ago is acknowledged. About ten seconds where nothing is written;
   * empty while that is not known.
   */
  public Optional<Duration> lag() {
    Instant until = position.baseTime();
    return until == null
        ? Optional.empty()
        : Optional.of(Duration.between(until.isAfter(at) ? at : until, at));
  }

  /** {@code reserved}, {@code lost} …, or {@code missing}. */
  public String state() {
    if (slot == null) {
      return "missing";
    }
    return (slot.isLost() ? WalStatus.LOST : slot.walStatus()).word();
  }
}
