package dev.potoroo.postgres.source.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.driver.LogCaptureBuilder;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.postgres.source.wal.slot.OnLostSlot;
import dev.potoroo.postgres.source.wal.snapshot.SnapshotMode;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The log that a source still needs is gone while rows are written, changed and deleted. It ends
 * with the gap, or begins new streams with the rows as they are.
 */
@ExtendWith(PostgresExtension.class)
final class LostSlotIT {
  /** More than are read and stored at once. */
  private static final int ROWS = 1_200;

  private PostgresDatabase database;
  private LogCaptureBuilder capture;

  @BeforeEach
  void createTable(PostgresDatabase fresh) throws Exception {
    database = fresh;
    capture =
        LogCaptureBuilder.in(database)
            .snapshot(SnapshotMode.INITIAL)
            .operations(Operation.INSERT, Operation.UPDATE, Operation.DELETE)
            .table("CREATE TABLE t (id int PRIMARY KEY, name text)", "t");
    database.execute("INSERT INTO t SELECT g, 'old' FROM generate_series(1, " + ROWS + ") AS g");
  }

  private enum Loss {
    DROPPED,
    INVALIDATED,
    MOVED_AHEAD,
    OTHER_TIMELINE
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void beginsAnewWithTheRowsAsTheyAreAndSaysTheGap(Loss loss) throws Exception {
    String old;
    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      source.acknowledge(source.awaitSent(ROWS).size());
      old = source.stream().name();
    }
    String base = base();
    lose(loss);

    assertThatThrownBy(() -> SourceDriver.awaitStart(capture.source("t")))
        .isInstanceOf(RefusedByPostgresException.class)
        .hasMessageMatching("(?s).* \\d+ bytes of log, from " + base + " to .*");
    capture.onLostSlot(OnLostSlot.SNAPSHOT);
    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {
      List<SentMessage> rows = source.awaitSent(ROWS);
      database.execute("DELETE FROM t WHERE id = 3");
      SentMessage change = source.awaitSent(ROWS + 1).get(ROWS);

      assertThat(source.stream().name()).isNotEqualTo(old);
      assertThat(rows)
          .extracting(SentMessage::id)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, ROWS).boxed().toList());
      assertThat(rows)
          .extracting(SentMessage::key)
          .as("the row that was deleted meanwhile is not there, and nothing says so")
          .doesNotContain("2")
          .contains("1", String.valueOf(ROWS + 1));
      assertThat(rows.get(0).payload()).contains("{\"id\":1,\"name\":\"new\"}");
      assertThat(change.payload()).contains("\"operation\":\"delete\"");
    }
    assertThat(database.rows("SELECT from_lsn, to_lsn > from_lsn FROM potoroo.wal_gap"))
        .containsExactly(List.of(base, "t"));
  }

  @Test
  void goesOnInTheMiddleOfTheRowsThatItBeganAnewWith() throws Exception {
    String old;
    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      source.awaitSent(300);
      source.acknowledge(100);
      old = source.stream().name();
    }
    lose(Loss.DROPPED);
    String anew;
    capture.onLostSlot(OnLostSlot.SNAPSHOT);
    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {
      assertThat(source.awaitSent(600).get(0).id()).isEqualTo(1);
      source.acknowledge(500);
      anew = source.stream().name();
    }

    capture.onLostSlot(OnLostSlot.FAIL);
    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {
      List<SentMessage> rest = source.awaitSent(ROWS - 500);

      assertThat(source.stream().name()).isEqualTo(anew).isNotEqualTo(old);
      assertThat(rest)
          .extracting(SentMessage::id)
          .containsExactlyElementsOf(LongStream.rangeClosed(501, ROWS).boxed().toList());
      assertThat(rest.get(rest.size() - 1).key()).isEqualTo(String.valueOf(ROWS + 1));
    }
    assertThat(database.column("SELECT DISTINCT stream FROM potoroo.wal_snapshot_chunk"))
        .doesNotContain(old);
  }

  private void lose(Loss loss) throws Exception {
    await().until(() -> database.number("SELECT count(*) FROM (" + slot("active") + ") AS s") == 0);
    database.execute(
        "UPDATE t SET name = 'new' WHERE id = 1; DELETE FROM t WHERE id = 2; INSERT INTO t VALUES (%d, 'new')"
            .formatted(ROWS + 1));
    switch (loss) {
      case DROPPED -> database.execute("SELECT pg_drop_replication_slot('" + capture.slot() + "')");
      case INVALIDATED -> invalidate();
      case MOVED_AHEAD ->
          database.execute(
              "SELECT pg_replication_slot_advance('%s', pg_current_wal_lsn())"
                  .formatted(capture.slot()));
      case OTHER_TIMELINE -> database.execute("UPDATE potoroo.wal_position SET timeline = 77");
    }
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
                    "SELECT pg_logical_emit_message(false, 'test', 'x'), pg_switch_wal()");
                database.execute("CHECKPOINT");
                return database.column(slot("wal_status = 'lost'")).size() == 1;
              });
    } finally {
      database.execute("ALTER SYSTEM RESET max_slot_wal_keep_size");
      database.execute("SELECT pg_reload_conf()");
    }
  }

  private String slot(String condition) {
    return "SELECT slot_name FROM pg_replication_slots WHERE slot_name = '%s' AND %s"
        .formatted(capture.slot(), condition);
  }

  private String base() throws Exception {
    return database.column("SELECT base FROM potoroo.wal_position").get(0);
  }
}
