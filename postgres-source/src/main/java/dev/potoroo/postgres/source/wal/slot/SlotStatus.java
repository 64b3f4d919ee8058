package dev.potoroo.postgres.source.wal.slot;

import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A logical slot as the server has it, and what it holds back.
 *
 * @param database that it belongs to
 * @param plugin of which it was made
 * @param activePid the server process that reads it, null when none does
 * @param restart from where the server keeps its log, {@link LogSequenceNumber#INVALID_LSN} when it
 *     keeps none
 * @param confirmedFlush what comes before this is never sent again
 * @param end of the server's log at the moment of the look
 * @param safeWalSizeBytes how much may be written before the slot is in danger; null where {@code
 *     max_slot_wal_keep_size} sets no limit, or the slot is lost
 * @param invalidationReason why it was invalidated, as PostgreSQL 17 and newer say; null when it
 *     was not, or the server does not say
 * @param failover whether it is to be copied to standbys; false below PostgreSQL 17
 */
public record SlotStatus(
    SlotName name,
    String database,
    String plugin,
    @Nullable Integer activePid,
    LogSequenceNumber restart,
    LogSequenceNumber confirmedFlush,
    LogSequenceNumber end,
    WalStatus walStatus,
    @Nullable Long safeWalSizeBytes,
    @Nullable String invalidationReason,
    boolean failover) {

  /** The log that the server keeps for this slot; 0 when it keeps none. */
  public long retainedWalBytes() {
    return restart.equals(LogSequenceNumber.INVALID_LSN)
        ? 0
        : Math.max(0, end.asLong() - restart.asLong());
  }

  /** Whether it can never be read again. */
  public boolean isLost() {
    return walStatus == WalStatus.LOST || invalidationReason != null;
  }
}
