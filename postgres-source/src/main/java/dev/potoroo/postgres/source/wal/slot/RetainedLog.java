package dev.potoroo.postgres.source.wal.slot;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log what a slot holds back: at the limit, at each doubling from there, and when it is
 * over; and that the server is about to give the slot up. Silent otherwise.
 */
final class RetainedLog {
  private static final Logger LOG = LoggerFactory.getLogger(RetainedLog.class);

  private final SlotName slot;
  private final long warnBytes;

  /** What the next warning takes. */
  private long nextBytes;

  private @Nullable WalStatus last;

  /**
   * @param warnBytes 0 for no warning of the amount
   */
  RetainedLog(SlotName slot, long warnBytes) {
    this.slot = slot;
    this.warnBytes = warnBytes;
    this.nextBytes = warnBytes;
  }

  void observe(SlotStatus status) {
    observeBytes(status);
    WalStatus now = status.walStatus();
    if (now == WalStatus.UNRESERVED && now != last) {
      LOG.warn(
          "slot {} is beyond max_slot_wal_keep_size: the next checkpoint of the server may invalidate it, and what it has not read is lost then",
          slot);
    }
    if (status.isLost() && last != WalStatus.LOST) {
      String reason = status.invalidationReason();
      LOG.warn("the server has invalidated slot {} ({})", slot, reason == null ? "lost" : reason);
      now = WalStatus.LOST;
    }
    last = now;
  }

  private void observeBytes(SlotStatus status) {
    long bytes = status.retainedWalBytes();
    if (warnBytes == 0) {
      return;
    }
    if (bytes >= nextBytes) {
      Long safe = status.safeWalSizeBytes();
      LOG.warn(
          "slot {} makes the server keep {} MiB of its log{}; is the application taking messages?",
          slot,
          mebibytes(bytes),
          safe == null ? "" : ", and is lost after " + mebibytes(safe) + " MiB more");
      while (nextBytes <= bytes) {
        nextBytes *= 2;
      }
    } else if (bytes < warnBytes && nextBytes > warnBytes) {
      LOG.info("slot {} is down to {} MiB of the server's log", slot, mebibytes(bytes));
      nextBytes = warnBytes;
    }
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / (double) (1 << 20));
  }
}
