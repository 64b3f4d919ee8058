package dev.potoroo.postgres.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.capture.SourceConnection;
import dev.potoroo.postgres.source.capture.SqlScript;
import dev.potoroo.postgres.source.capture.TableCatalog;
import dev.potoroo.postgres.source.driver.LogCaptureBuilder;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.postgres.source.driver.Writer;
import dev.potoroo.postgres.source.wal.slot.OnLostSlot;
import dev.potoroo.postgres.source.wal.slot.OutputPlugin;
import dev.potoroo.postgres.source.wal.slot.PublicationName;
import dev.potoroo.postgres.source.wal.slot.SlotSettings;
import dev.potoroo.postgres.source.wal.slot.WalPlanner;
import dev.potoroo.postgres.source.wal.snapshot.SnapshotMode;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A source that is killed when its slot is made, and no position is stored yet. The next start
 * takes the slot as one that was there before: no row is lost.
 */
@ExtendWith(PostgresExtension.class)
final class KilledBeforeFirstPositionIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  private PostgresDatabase database;
  private LogCaptureBuilder capture;

  @BeforeEach
  void killASourceThatHasMadeItsSlot(PostgresDatabase fresh) throws Exception {
    database = fresh;
    capture = LogCaptureBuilder.in(database).table("CREATE TABLE t (id int PRIMARY KEY)", "t");
    database.execute("INSERT INTO t VALUES (1)");
    install();
    try (Writer lock = Writer.begin(database)) {
      // The source may read the position, which is none, and waits where it would store one.
      lock.write("LOCK TABLE potoroo.wal_position IN EXCLUSIVE MODE");
      try (SourceProcess source = start()) {
        await().atMost(LONG).until(() -> slots() == 1);
        database.execute("INSERT INTO t VALUES (2)");
        source.kill();
      }
      capture.cutConnections();
    }
    assertThat(database.number("SELECT count(*) FROM potoroo.wal_position")).isZero();
    database.execute("INSERT INTO t VALUES (3)");
  }

  @Test
  void sendsTheRowsThatAreThereThenTheLog() throws Exception {
    capture.snapshot(SnapshotMode.INITIAL);

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {
      source.awaitSent(3);
      database.execute("INSERT INTO t VALUES (4)");

      assertThat(keys(source.awaitSent(4))).containsExactly("1", "2", "3", "4");
      assertThat(source.drain()).hasSize(4);
    }
  }

  @Test
  void sendsTheLogFromWhereTheSlotBeganWhereThatIsAllThatIsAskedFor() throws Exception {
    capture.snapshot(SnapshotMode.NEVER);

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {

      assertThat(keys(source.awaitSent(2))).containsExactly("2", "3");
    }
  }

  private static List<String> keys(List<SentMessage> sent) {
    return sent.stream().map(SentMessage::key).toList();
  }

  /** All but the slot, which the source makes. */
  private void install() throws Exception {
    SlotSettings slot =
        new SlotSettings(
            capture.slot(),
            PublicationName.derived(capture.slot()),
            OutputPlugin.PGOUTPUT,
            false,
            OnLostSlot.FAIL,
            null);
    try (Connection work =
        SourceConnection.open(
            ConnectionSettings.parse(database.connectionString(capture.role())))) {
      SqlScript.run(
          work,
          new WalPlanner(
                  work,
                  CaptureConfig.DEFAULT_SCHEMA,
                  slot,
                  Set.of(Operation.INSERT),
                  SnapshotMode.INITIAL)
              .plan(new TableCatalog(work).find(QualifiedName.parse("t")), false)
              .statements());
    }
  }

  private SourceProcess start() throws Exception {
    return new SourceProcess(
        "--mode",
        "wal",
        "--connection",
        database.connectionString(capture.role()),
        "--table",
        "t",
        "--app",
        "127.0.0.1:1");
  }

  private long slots() throws SQLException {
    return database.number(
        "SELECT count(*) FROM pg_replication_slots WHERE confirmed_flush_lsn IS NOT NULL AND slot_name = '%s'"
            .formatted(capture.slot()));
  }
}
