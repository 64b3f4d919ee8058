package dev.potoroo.postgres.source.wal.slot;

import static dev.potoroo.postgres.source.wal.slot.OnLostSlot.FAIL;
import static dev.potoroo.postgres.source.wal.slot.OnLostSlot.SNAPSHOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.connection.doctor.Doctor;
import dev.potoroo.postgres.connection.doctor.DoctorReport;
import dev.potoroo.postgres.connection.doctor.Finding;
import dev.potoroo.postgres.connection.doctor.Verdict;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.doctor.SourceChecks;
import dev.potoroo.postgres.source.wal.position.LogGap;
import dev.potoroo.postgres.source.wal.position.PositionPlace;
import dev.potoroo.postgres.source.wal.snapshot.SlotSnapshot;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A slot that holds too much back ends the source, and is never lost without a word. */
@ExtendWith(PostgresExtension.class)
final class SlotGuardIT {
  private static final long MEBIBYTE = 1 << 20;

  private PostgresDatabase database;
  private SlotFixture slot;
  private SlotStart start;

  @BeforeEach
  void begin(PostgresDatabase fresh) throws Exception {
    database = fresh;
    slot = SlotFixture.in(fresh).install();
    start = slot.begin();
  }

  @AfterEach
  void close() throws Exception {
    slot.close();
  }

  @Test
  void endsNothingBelowTheLimit() throws Exception {
    try (SlotGuard guard = guard(1L << 40, false)) {
      guard.start(() -> {});

      guard.finish();
    }
    assertThat(slot.status().isLost()).isFalse();
  }

  @Test
  void endsTheSourceAtTheLimitAndKeepsTheSlot() throws Exception {
    try (SlotGuard guard = guard(MEBIBYTE, false)) {
      writeTwoMebibytes();

      awaitStop(guard);

      assertThatThrownBy(guard::finish)
          .isInstanceOf(RefusedByPostgresException.class)
          .hasMessageMatching(
              "(?s)slot %s made the server keep \\d{7,} bytes of its log, more than --max-retained-wal 1048576 allows; nothing is lost.*"
                  .formatted(slot.name))
          .hasMessageContaining("SELECT pg_drop_replication_slot('" + slot.name + "')");
    }
    assertThat(slot.status().isLost()).isFalse();
    assertThat(slot.store().gaps()).isEmpty();
  }

  @Test
  void dropsTheSlotIfToldSoAndRecordsTheGap() throws Exception {
    try (SlotGuard guard = guard(MEBIBYTE, true)) {
      writeTwoMebibytes();

      awaitStop(guard);

      assertThatThrownBy(guard::finish)
          .isInstanceOf(RefusedByPostgresException.class)
          .hasMessageContaining(
              "it is dropped. What was committed after " + start.base().asString())
          .hasMessageContaining("--on-lost-slot snapshot");
    }
    assertThat(new SlotCatalog(slot.work).find(slot.name)).isEmpty();
    LogGap gap = slot.store().gaps().get(0);
    assertThat(gap.from()).isEqualTo(start.base());
    assertThat(gap.bytes()).isGreaterThan(2 * MEBIBYTE);
    assertThatThrownBy(() -> slot.opening(FAIL).open(false))
        .hasMessageContaining("recorded at " + gap.recordedAt())
        .hasMessageContaining("was dropped at --max-retained-wal 1048576");
  }

  @Test
  void failsWithTheGapWhenTheServerHasInvalidatedTheSlot() throws Exception {
    invalidate();

    assertThat(slot.status().isLost()).isTrue();
    assertThat(slot.status().walStatus()).isEqualTo(WalStatus.LOST);
    assertThatThrownBy(() -> slot.opening(FAIL).open(false))
        .isInstanceOf(RefusedByPostgresException.class)
        .hasMessageStartingWith("slot " + slot.name + " was invalidated by the server (")
        .hasMessageContaining("bytes of log, from " + start.base().asString() + " to ");
  }

  @Test
  void beginsAnewAfterTheServerHasInvalidatedTheSlot() throws Exception {
    invalidate();

    SlotStart anew = slot.opening(SNAPSHOT).open(false);

    try (SlotSnapshot snapshot = anew.snapshot()) {
      assertThat(snapshot).isNotNull();
    }
    assertThat(anew.fresh()).isTrue();
    assertThat(slot.status().isLost()).isFalse();
    assertThat(slot.store().gaps()).hasSize(1);
  }

  @Test
  void endsTheSourceWhenItCanNoLongerLook() throws Exception {
    database.execute("SELECT pg_drop_replication_slot('%s')".formatted(slot.name));
    database.execute("SELECT pg_create_physical_replication_slot('%s')".formatted(slot.name));
    try (SlotGuard guard = guard(0, false)) {
      awaitStop(guard);

      assertThatThrownBy(guard::finish)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("nobody can watch over slot " + slot.name)
          .hasMessageContaining("is a physical one");
    } finally {
      database.execute("SELECT pg_drop_replication_slot('%s')".formatted(slot.name));
    }
  }

  @Test
  void doctorNamesASlotThatIsLostAndDropsItForTheNextStart() throws Exception {
    invalidate();

    Finding lost = doctor();
    for (String statement : lost.sql()) {
      database.execute(statement);
    }

    assertThat(lost.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(lost.text()).startsWith("slot " + slot.name + " is lost (");
    assertThat(lost.advice()).contains("--on-lost-slot snapshot");
    assertThat(doctor().verdict()).isEqualTo(Verdict.OK);
    try (SlotSnapshot snapshot = slot.opening(SNAPSHOT).open(false).snapshot()) {
      assertThat(snapshot).isNotNull();
    }
    assertThat(doctor().text()).contains("bytes of the log");
  }

  private Finding doctor() {
    return Doctor.examine(
            slot.settings(), "potoroo test doctor", SourceChecks.ofReplication(slot.name))
        .entries()
        .stream()
        .filter(entry -> entry.check().equals("slot"))
        .map(DoctorReport.Entry::finding)
        .findFirst()
        .orElseThrow();
  }

  /** As on a server whose administrator limits what slots may keep. */
  private void invalidate() throws Exception {
    database.execute("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
    try {
      database.execute("SELECT pg_reload_conf()");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                database.execute(
                    "SELECT pg_logical_emit_message(false, 'test', repeat('x', 100)), pg_switch_wal()");
                database.execute("CHECKPOINT");
                return slot.status().isLost();
              });
    } finally {
      database.execute("ALTER SYSTEM RESET max_slot_wal_keep_size");
      database.execute("SELECT pg_reload_conf()");
    }
  }

  private void writeTwoMebibytes() throws Exception {
    database.execute(
        "SELECT pg_logical_emit_message(false, 'test', repeat('x', %d))".formatted(2 * MEBIBYTE));
  }

  private SlotGuard guard(long maxBytes, boolean dropSlot) {
    return new SlotGuard(
        slot.settings(),
        slot.name,
        new PositionPlace(CaptureConfig.DEFAULT_SCHEMA, null),
        new RetentionLimits(MEBIBYTE, maxBytes, dropSlot, Duration.ofMillis(50)));
  }

  private static void awaitStop(SlotGuard guard) throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    guard.start(stopped::countDown);
    assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
  }
}
