package dev.potoroo.postgres.source.wal.slot;

import java.util.Locale;

/** Whether the server still keeps the log that a slot needs (manual: pg_replication_slots). */
public enum WalStatus {
  /** Within {@code max_wal_size}. */
  RESERVED,
  /** Above {@code max_wal_size}, and kept. */
  EXTENDED,
  /** Beyond {@code max_slot_wal_keep_size}: the next checkpoint may remove it. */
  UNRESERVED,
  /** Removed, or the slot was invalidated for another reason. It can never be read again. */
  LOST;

  /** As {@code pg_replication_slots} writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
