package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.postgres.source.wal.position.LogPosition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Sees whether a source can go on from its stored position without missing anything. PostgreSQL by
 * itself would go on from wherever the slot is, and say nothing.
 *
 * @param slot as the server has it, null when it has none of that name
 * @param server that was asked
 * @param history of its timeline
 * @param end of its log
 */
record SlotCheck(
    SlotName name,
    @Nullable SlotStatus slot,
    ServerIdentity server,
    TimelineHistory history,
    LogSequenceNumber end) {

  /** Empty when all that comes after the base can be read. */
  Optional<LostSlot> lost(LogPosition stored) {
    LogSequenceNumber base = stored.base();
    String otherServer = otherServer(stored);
    if (otherServer != null) {
      return lost(otherServer, base, end);
    }
    if (base.asLong() > end.asLong()) {
      return lost(
          "the server's log ends at %s, before what was read of it: the server has lost commits, as after a restore or the take-over of a standby that lagged"
              .formatted(end.asString()),
          base,
          end);
    }
    if (slot == null) {
      return lost("the server has no slot %s any more".formatted(name), base, end);
    }
    if (slot.isLost()) {
      String reason = slot.invalidationReason();
      return lost(
          "slot %s was invalidated by the server (%s)"
              .formatted(name, reason == null ? "wal_status lost" : reason),
          base,
          end);
    }
    if (slot.confirmedFlush().asLong() > base.asLong()) {
      return lost(
          "slot %s was moved ahead to %s by somebody else, or made anew"
              .formatted(name, slot.confirmedFlush().asString()),
          base,
          slot.confirmedFlush());
    }
    return Optional.empty();
  }

  /** Null when the log is the one that the position was stored for, or its lawful continuation. */
  private @Nullable String otherServer(LogPosition stored) {
    if (stored.systemIdentifier() != server.systemIdentifier()) {
      return "this is another server: its system identifier is %s, the position is of %s"
          .formatted(
              Long.toUnsignedString(server.systemIdentifier()),
              Long.toUnsignedString(stored.systemIdentifier()));
    }
    if (stored.timeline() == server.timeline()) {
      return null;
    }
    Optional<LogSequenceNumber> branch = history.branchOf(stored.timeline());
    if (branch.isEmpty()) {
      return "the server is on timeline %d, which does not come from timeline %d of the position"
          .formatted(server.timeline(), stored.timeline());
    }
    String switched =
        "the server went from timeline %d to %d at %s"
            .formatted(stored.timeline(), server.timeline(), branch.get().asString());
    if (stored.base().asLong() > branch.get().asLong()) {
      return switched + ", and what was read after that is not in its log";
    }
    // Only a slot that standbys have a copy of can say that nothing was sent beyond the branch:
    // synchronized_standby_slots holds it back.
    return slot != null && slot.failover()
        ? null
        : switched + ", and what was sent after that may not be in its log";
  }

  private static Optional<LostSlot> lost(
      String reason, LogSequenceNumber from, LogSequenceNumber to) {
    return Optional.of(new LostSlot(reason, from, to));
  }
}
