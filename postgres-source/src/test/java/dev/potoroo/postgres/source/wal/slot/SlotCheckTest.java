package dev.potoroo.postgres.source.wal.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.postgres.source.wal.position.LogPosition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postgresql.replication.LogSequenceNumber;

/** When a stored position can be gone on from, by what the server says of slot and timeline. */
final class SlotCheckTest {
  private static final SlotName NAME = new SlotName("potoroo_test");
  private static final long SYSTEM = 7_000_000_000_000_000_001L;
  private static final String HISTORY =
      """
      1\t0/3000000\tno recovery target specified

      2\t0/5000000\tbefore 2026-11-21 10:00:00+00
      """;

  @Test
  void goesOnWhereTheSlotIsAtTheBaseOrBehind() {
    assertThat(check(1, slot("0/2000000", false)).lost(stored(1, "0/2000000"))).isEmpty();
    assertThat(check(1, slot("0/1FFFFFF", false)).lost(stored(1, "0/2000000"))).isEmpty();
  }

  @Test
  void goesOnAfterAFailoverWithASlotThatStandbysHave() {
    assertThat(check(3, slot("0/2000000", true)).lost(stored(1, "0/3000000"))).isEmpty();
  }

  @Test
  void doesNotTrustASlotOnANewTimelineThatNobodyHeldBack() {
    Optional<LostSlot> lost = check(3, slot("0/2000000", false)).lost(stored(1, "0/2000000"));

    assertThat(lost.orElseThrow().reason())
        .isEqualTo(
            "the server went from timeline 1 to 3 at 0/3000000, and what was sent after that may not be in its log");
  }

  @Test
  void knowsThatTheNewTimelineLacksWhatWasRead() {
    Optional<LostSlot> lost = check(3, slot("0/2000000", true)).lost(stored(2, "0/5000001"));

    assertThat(lost.orElseThrow().reason())
        .startsWith("the server went from timeline 2 to 3 at 0/5000000, and what was read");
  }

  @Test
  void knowsATimelineThatIsNoAncestor() {
    Optional<LostSlot> lost = check(3, slot("0/2000000", true)).lost(stored(4, "0/2000000"));

    assertThat(lost.orElseThrow().reason())
        .isEqualTo(
            "the server is on timeline 3, which does not come from timeline 4 of the position");
  }

  @Test
  void givesTheGapInNumbers() {
    LostSlot lost = check(1, slot("0/2000100", false)).lost(stored(1, "0/2000000")).orElseThrow();

    assertThat(lost.gap(Instant.EPOCH).toString())
        .isEqualTo("256 bytes of log, from 0/2000000 to 0/2000100");
    assertThat(lost.gap(Instant.EPOCH).bytes()).isEqualTo(256);
  }

  @Test
  void givesNoGapThatRunsBackwards() {
    LostSlot lost = check(1, null).lost(stored(1, "0/9000001")).orElseThrow();

    assertThat(lost.reason())
        .startsWith("the server's log ends at 0/9000000, before what was read");
    assertThat(lost.gap(Instant.EPOCH).bytes()).isZero();
  }

  private static SlotCheck check(int timeline, @Nullable SlotStatus slot) {
    return new SlotCheck(
        NAME,
        slot,
        new ServerIdentity(SYSTEM, timeline),
        TimelineHistory.parse(HISTORY),
        LogSequenceNumber.valueOf("0/9000000"));
  }

  private static LogPosition stored(int timeline, String base) {
    return new LogPosition(
        "0a1b2c3d4e5f", SYSTEM, timeline, LogSequenceNumber.valueOf(base), List.of());
  }

  private static SlotStatus slot(String confirmedFlush, boolean failover) {
    return new SlotStatus(
        NAME,
        "test",
        "pgoutput",
        null,
        LogSequenceNumber.valueOf("0/1000000"),
        LogSequenceNumber.valueOf(confirmedFlush),
        LogSequenceNumber.valueOf("0/9000000"),
        WalStatus.RESERVED,
        null,
        null,
        failover);
  }
}
