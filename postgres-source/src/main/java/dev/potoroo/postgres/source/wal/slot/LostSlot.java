package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.postgres.source.wal.position.LogGap;
import java.time.Instant;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Why a slot cannot go on from a stored position, and what that costs.
 *
 * @param reason what is so, in words for an operator
 * @param from the stored base
 * @param to where the server's log ends now, or from where the slot could go on
 */
record LostSlot(String reason, LogSequenceNumber from, LogSequenceNumber to) {

  /** A gap never runs backwards: a server whose log ends before the base has lost it itself. */
  LogGap gap(Instant now) {
    return new LogGap(from, to.asLong() < from.asLong() ? from : to, reason, now);
  }
}
