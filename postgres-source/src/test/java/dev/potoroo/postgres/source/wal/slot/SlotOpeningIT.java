package dev.potoroo.postgres.source.wal.slot;

import static dev.potoroo.postgres.source.wal.slot.OnLostSlot.FAIL;
import static dev.potoroo.postgres.source.wal.slot.OnLostSlot.SNAPSHOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.wal.position.LogGap;
import dev.potoroo.postgres.source.wal.snapshot.SlotSnapshot;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/** How a source comes to its slot: made, taken, gone on with, waited for, or lost. */
@ExtendWith(PostgresExtension.class)
final class SlotOpeningIT {
  private static final String INSTALLED_WAL2JSON =
      """
      SELECT count(*) FROM pg_config AS c, pg_ls_dir(c.setting) AS file
      WHERE c.name = 'PKGLIBDIR' AND file LIKE 'wal2json%'
      """;

  private static final String TRUSTED_PLUGINS = "output_plugin_libraries";
  private static final String NO_WAL2JSON = "--plugin: the server has no wal2json";

  private PostgresDatabase database;
  private SlotFixture slot;

  @BeforeEach
  void install(PostgresDatabase fresh) throws Exception {
    database = fresh;
    slot = SlotFixture.in(fresh).install();
  }

  @AfterEach
  void dropSlot() throws Exception {
    slot.close();
  }

  @Test
  void makesASlotWhoseSnapshotSeesWhatItDoesNotStream() throws Exception {
    database.execute("INSERT INTO t VALUES (1), (2)");

    SlotStart start = slot.opening(FAIL).open(true);

    database.execute("INSERT INTO t VALUES (3)");
    assertThat(start.fresh()).isTrue();
    assertThat(start.base()).isEqualTo(slot.status().confirmedFlush());
    assertThat(slot.status().plugin()).isEqualTo("pgoutput");
    try (SlotSnapshot snapshot = Objects.requireNonNull(start.snapshot())) {
      assertThat(snapshot.consistentPoint()).isEqualTo(start.base());
      assertThat(rowsSeenBy(snapshot)).isEqualTo(2);
    }
  }

  @Test
  void makesASlotWithoutSnapshotWhereNoneIsWanted() throws Exception {
    SlotStart start = slot.opening(FAIL).open(false);

    assertThat(start.fresh()).isTrue();
    assertThat(start.snapshot()).isNull();
  }

  @Test
  void goesOnFromTheStoredBase() throws Exception {
    SlotStart first = slot.begin();
    database.execute("INSERT INTO t VALUES (1)");

    SlotStart second = slot.opening(FAIL).open(true);

    assertThat(second.fresh()).isFalse();
    assertThat(second.base()).isEqualTo(first.base());
    assertThat(second.server()).isEqualTo(first.server());
    assertThat(second.snapshot()).isNull();
  }

  @Test
  void takesASlotThatIsThereWithASnapshotOfItsOwn() throws Exception {
    database.execute(
        "SELECT pg_create_logical_replication_slot('"
            + slot.name
            + "', 'pgoutput');"
            + "INSERT INTO t VALUES (1)");

    SlotStart start = slot.opening(FAIL).open(true);

    // The row is seen by the snapshot and streamed by the slot: the snapshot's place tells.
    assertThat(start.fresh()).isTrue();
    assertThat(start.base()).isEqualTo(slot.status().confirmedFlush());
    try (SlotSnapshot snapshot = Objects.requireNonNull(start.snapshot())) {
      assertThat(snapshot.consistentPoint().asLong()).isGreaterThan(start.base().asLong());
      assertThat(rowsSeenBy(snapshot)).isEqualTo(1);
    }
  }

  @Test
  void refusesASlotOfAnotherPlugin() throws Exception {
    database.execute("SELECT pg_create_logical_replication_slot('" + slot.name + "', 'pgoutput')");

    assertThatThrownBy(() -> slot.opening(OutputPlugin.WAL2JSON, false, FAIL).open(false))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("--slot: expected one of plugin wal2json, " + slot.name);
  }

  @Test
  void refusesASlotOfAnotherDatabase() throws Exception {
    try (PostgresDatabase other = database.server().createDatabase()) {
      other.execute("SELECT pg_create_logical_replication_slot('" + slot.name + "', 'pgoutput')");

      assertThatThrownBy(() -> slot.opening(FAIL).open(false))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("is of \"" + other.name() + "\"");
      other.execute("SELECT pg_drop_replication_slot('" + slot.name + "')");
    }
  }

  @Test
  void refusesAPhysicalSlot() throws Exception {
    database.execute("SELECT pg_create_physical_replication_slot('" + slot.name + "')");

    assertThatThrownBy(() -> slot.opening(FAIL).open(false))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("is a physical one");
    database.execute("SELECT pg_drop_replication_slot('" + slot.name + "')");
  }

  @Test
  void waitsForWhoeverReadsTheSlotAndNamesIt() throws Exception {
    slot.begin();

    try (Connection replication = ReplicationConnection.open(slot.settings());
        PGReplicationStream stream = stream(replication)) {
      assertThat(stream.isClosed()).isFalse();
      assertThatThrownBy(() -> slot.opening(FAIL).open(false))
          .isInstanceOf(RetryableException.class)
          .hasMessageMatching(
              "slot %s is in use by server process \\d+, application potoroo-source, client .*, since .*; waiting for that to end"
                  .formatted(slot.name));
    }
  }

  @Test
  void letsOneSourceAtATimeNearASlot() throws Exception {
    slot.opening(FAIL).lock();

    try (SlotFixture second = SlotFixture.again(slot)) {
      assertThatThrownBy(() -> second.opening(FAIL).lock())
          .isInstanceOf(RetryableException.class)
          .hasMessageContaining("slot " + slot.name + " is read by another source (server process");
    }
  }

  @Test
  void failsWithTheGapWhenTheSlotWasDropped() throws Exception {
    SlotStart start = slot.begin();
    SlotRemoval.drop(slot.work, slot.name);
    database.execute("INSERT INTO t VALUES (1)");

    assertThatThrownBy(() -> slot.opening(FAIL).open(false))
        .isInstanceOf(RefusedByPostgresException.class)
        .hasMessageStartingWith("the server has no slot " + slot.name + " any more")
        .hasMessageMatching(
            "(?s).*: [1-9]\\d* bytes of log, from %s to [0-9A-F]+/[0-9A-F]+\\..*"
                .formatted(start.base().asString()))
        .hasMessageContaining("--on-lost-slot snapshot");
  }

  @Test
  void failsWithTheGapWhenSomebodyMovedTheSlotAhead() throws Exception {
    SlotStart start = slot.begin();
    database.execute("INSERT INTO t VALUES (1)");
    LogSequenceNumber ahead = advance();

    assertThatThrownBy(() -> slot.opening(FAIL).open(false))
        .isInstanceOf(RefusedByPostgresException.class)
        .hasMessageContaining("was moved ahead to " + ahead.asString())
        .hasMessageContaining(
            "%d bytes of log, from %s to %s"
                .formatted(
                    ahead.asLong() - start.base().asLong(),
                    start.base().asString(),
                    ahead.asString()));
  }

  @Test
  void beginsAnewWithASnapshotAfterALossAndRecordsTheGap() throws Exception {
    SlotStart lost = slot.begin();
    database.execute("INSERT INTO t VALUES (1)");
    advance();

    SlotStart start = slot.opening(SNAPSHOT).open(false);

    assertThat(start.fresh()).isTrue();
    try (SlotSnapshot snapshot = Objects.requireNonNull(start.snapshot())) {
      assertThat(rowsSeenBy(snapshot)).isEqualTo(1);
    }
    LogGap gap = slot.store().gaps().get(0);
    assertThat(slot.store().gaps()).hasSize(1);
    assertThat(gap.from()).isEqualTo(lost.base());
    assertThat(gap.to()).isEqualTo(start.base());
    assertThat(gap.reason()).contains("was moved ahead");
  }

  @Test
  void failsOnAPositionOfAnotherServer() throws Exception {
    SlotStart start = slot.begin();
    slot.store().delete();
    slot.save(new ServerIdentity(-1, 1), start.base());

    assertThatThrownBy(() -> slot.opening(FAIL).open(false))
        .isInstanceOf(RefusedByPostgresException.class)
        .hasMessageContaining("this is another server: its system identifier is")
        .hasMessageContaining("the position is of 18446744073709551615");
  }

  @Test
  void failsWhenTheServersLogEndsBeforeWhatWasRead() throws Exception {
    SlotStart start = slot.begin();
    slot.save(start.server(), LogSequenceNumber.valueOf("FFFF/0"));

    assertThatThrownBy(() -> slot.opening(FAIL).open(false))
        .isInstanceOf(RefusedByPostgresException.class)
        .hasMessageContaining("before what was read of it: the server has lost commits");
  }

  @Test
  void marksItsSlotForStandbysOnRequest() throws Exception {
    assumeThat(database.server().majorVersion()).isGreaterThanOrEqualTo(17);
    slot.begin();
    assertThat(slot.status().failover()).isFalse();

    slot.opening(OutputPlugin.PGOUTPUT, true, FAIL).open(false);

    assertThat(slot.status().failover()).isTrue();
  }

  @Test
  void saysFromWhichVersionStandbysGetACopy() throws Exception {
    assumeThat(database.server().majorVersion()).isLessThan(17);

    assertThatThrownBy(() -> slot.opening(OutputPlugin.PGOUTPUT, true, FAIL).open(false))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("--failover: expected PostgreSQL 17 or newer");
  }

  @Test
  void saysThatTheServerLacksThePlugin() throws Exception {
    assumeThat(database.number(INSTALLED_WAL2JSON)).isZero();
    SlotOpening opening = slot.opening(OutputPlugin.WAL2JSON, false, FAIL);

    if (!database.rows("SHOW ALL").stream().anyMatch(row -> TRUSTED_PLUGINS.equals(row.get(0)))) {
      assertThatThrownBy(() -> opening.open(false)).hasMessageContaining(NO_WAL2JSON);
      return;
    }
    // Newer minor versions look first whether they are told to trust it.
    assertThatThrownBy(() -> opening.open(false))
        .isInstanceOfSatisfying(RefusedByPostgresException.class, this::carryOut)
        .hasMessageContaining("--plugin: the server does not trust wal2json");
    try {
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> opening.open(false)).hasMessageContaining(NO_WAL2JSON));
    } finally {
      database.execute("ALTER SYSTEM RESET " + TRUSTED_PLUGINS);
      database.execute("SELECT pg_reload_conf()");
    }
  }

  private void carryOut(RefusedByPostgresException refused) {
    try {
      for (String statement : refused.remedy()) {
        database.execute(statement);
      }
    } catch (SQLException e) {
      throw new AssertionError("the remedy does not work", e);
    }
  }

  private LogSequenceNumber advance() throws Exception {
    database.execute(
        "SELECT pg_replication_slot_advance('" + slot.name + "', pg_current_wal_lsn())");
    return slot.status().confirmedFlush();
  }

  private PGReplicationStream stream(Connection replication) throws Exception {
    return replication
        .unwrap(PGConnection.class)
        .getReplicationAPI()
        .replicationStream()
        .logical()
        .withSlotName(slot.name.quoted())
        .withSlotOption("proto_version", 1)
        .withSlotOption("publication_names", slot.plan().option())
        .start();
  }

  private long rowsSeenBy(SlotSnapshot snapshot) throws Exception {
    try (Connection reader = database.connect();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("SET TRANSACTION SNAPSHOT '" + snapshot.name() + "'");
      try (ResultSet row = statement.executeQuery("SELECT count(*) FROM t")) {
        row.next();
        return row.getLong(1);
      }
    }
  }
}
