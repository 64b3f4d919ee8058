package dev.potoroo.postgres.source.wal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.driver.LogCaptureBuilder;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The rows that were there before come first, then the log. A piece of a snapshot has 1000 rows.
 */
@ExtendWith(PostgresExtension.class)
final class SnapshotIT {
  private static final String STORED = "SELECT count(*) FROM potoroo.wal_snapshot_chunk";

  private PostgresDatabase database;
  private LogCaptureBuilder capture;

  @BeforeEach
  void prepare(PostgresDatabase fresh) throws Exception {
    database = fresh;
    capture =
        LogCaptureBuilder.in(database)
            .snapshot(SnapshotMode.INITIAL)
            .operations(Operation.INSERT, Operation.UPDATE, Operation.DELETE, Operation.TRUNCATE);
  }

  @Test
  void sendsTheRowsThatAreThereThenTheLog() throws Exception {
    capture.operations(Operation.INSERT).table("CREATE TABLE t (id int PRIMARY KEY)", "t");
    database.execute("INSERT INTO t VALUES (3), (1), (2)");

    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      source.awaitSent(3);
      database.execute("INSERT INTO t VALUES (0)");

      List<SentMessage> sent = source.awaitSent(4);
      assertThat(sent).extracting(SentMessage::id).containsExactly(1L, 2L, 3L, 4L);
      assertThat(sent)
          .extracting(SentMessage::payload)
          .containsExactly("{\"id\":1}", "{\"id\":2}", "{\"id\":3}", "{\"id\":0}");
      assertThat(sent).extracting(SentMessage::key).containsExactly("1", "2", "3", "0");
    }
  }

  @Test
  void givesARowTheSameBytesAsTheLogDoes() throws Exception {
    capture
        .operations(Operation.INSERT)
        .table(
            """
            CREATE TABLE t (id int PRIMARY KEY, at timestamptz, day date, flag boolean, code char(5),
                            amount numeric(20,4), ratio float8, raw bytea, doc json, note text,
                            tags text[], size int GENERATED ALWAYS AS (length(note)) STORED)""",
            "t");
    String row =
        """
        INSERT INTO t VALUES (%d, '2026-01-02 03:04:05.6+02', '0044-03-15 BC', true, 'ab',
                              12.5, 0.1, '\\xdead', '{"a":  1}', 'Grüße', '{a,NULL,"b c"}')""";
    database.execute(row.formatted(1));

    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      source.awaitSent(1);
      database.execute(row.formatted(2));

      List<SentMessage> sent = source.awaitSent(2);
      assertThat(sent.get(1).payload())
          .isEqualTo(sent.get(0).payload().replace("\"id\":1,", "\"id\":2,"))
          .contains("\"day\":\"0044-03-15 BC\"", "\"raw\":\"\\\\xdead\"", "{\"a\":  1}");
    }
  }

  @Test
  void sendsTheLogAloneWhereNoSnapshotIsAskedFor() throws Exception {
    capture.snapshot(SnapshotMode.NEVER).table("CREATE TABLE t (id int PRIMARY KEY)", "t");
    database.execute("INSERT INTO t VALUES (1)");

    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      database.execute("INSERT INTO t VALUES (2)");

      assertThat(source.awaitSent(1)).extracting(SentMessage::key).containsExactly("2");
      assertThat(source.drain()).hasSize(1);
    }
  }

  @Test
  void takesEachTableByItselfAndAnEmptyOneForDone() throws Exception {
    capture.table(
        """
        CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY);
        CREATE TABLE c (id int); ALTER TABLE c REPLICA IDENTITY FULL""",
        "a",
        "b",
        "c");
    database.execute("INSERT INTO b VALUES (1), (2)");

    try (SourceDriver source = SourceDriver.start(capture.source("a", "b", "c"))) {
      source.awaitSent(2);
      database.execute(
          "INSERT INTO a VALUES (1); INSERT INTO b VALUES (3); INSERT INTO c VALUES (1)");

      List<SentMessage> sent = source.awaitSent(5);
      assertThat(Replica.of(sent, source.streams().get(0)).rows()).containsOnlyKeys("1");
      assertThat(Replica.of(sent, source.streams().get(1)).rows()).containsOnlyKeys("1", "2", "3");
      assertThat(sent.get(4)).returns(1L, SentMessage::id);
    }
  }

  @Test
  void readsAPartitionedTableAsOne() throws Exception {
    capture.table(
        """
        CREATE TABLE t (id int PRIMARY KEY, note text) PARTITION BY RANGE (id);
        CREATE TABLE low PARTITION OF t FOR VALUES FROM (MINVALUE) TO (10);
        CREATE TABLE high PARTITION OF t FOR VALUES FROM (10) TO (MAXVALUE)""",
        "t",
        "low",
        "high");
    database.execute("INSERT INTO t SELECT g, 'a' FROM generate_series(1, 20) AS g");

    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      source.awaitSent(20);
      database.execute("UPDATE t SET note = 'b' WHERE id IN (1, 20)");

      List<SentMessage> sent = source.awaitSent(22);
      assertThat(Replica.of(sent, source.stream()).rows())
          .hasSize(20)
          .contains(
              entry("1", "{\"id\":1,\"note\":\"b\"}"), entry("2", "{\"id\":2,\"note\":\"a\"}"));
    }
  }

  @Test
  void leavesOutRowsOfTablesThatInherit() throws Exception {
    capture.table(
        "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE child () INHERITS (t)", "t", "child");
    database.execute("INSERT INTO t VALUES (1); INSERT INTO child VALUES (2)");

    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      source.awaitSent(1);

      assertThat(source.drain()).extracting(SentMessage::key).containsExactly("1");
    }
  }

  @Test
  void readsOnInANewSnapshotWhereItWasKilled() throws Exception {
    createNumbers(2_500);
    try (SourceDriver killed = SourceDriver.start(capture.source("t"), 500)) {
      killed.awaitSent(1_000);
      killed.acknowledge(1_000);
    }
    database.execute(
        """
        INSERT INTO t VALUES (0, 'new'), (2501, 'new');
        UPDATE t SET note = 'changed' WHERE id IN (1, 2000);
        DELETE FROM t WHERE id IN (2, 2002)""");

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {

      // The log is about rows 0 to 1000 as yet: an insertion, an update, a deletion.
      acknowledgeAll(source, 3);
      List<SentMessage> sent = source.awaitSent(3 + 1_500);
      assertThat(sent.subList(0, 3))
          .extracting(SentMessage::payload)
          .containsExactly(
              "{\"operation\":\"insert\",\"before\":null,\"after\":{\"id\":0,\"note\":\"new\"}}",
              "{\"operation\":\"update\",\"before\":null,\"after\":{\"id\":1,\"note\":\"changed\"}}",
              "{\"operation\":\"delete\",\"before\":{\"id\":2},\"after\":null}");
      assertThat(sent.subList(3, sent.size()))
          .extracting(SentMessage::key)
          .contains("2000", "2501")
          .doesNotContain("0", "1", "2", "2002");
      assertThat(source.drain()).hasSize(3 + 1_500);
    }
  }

  @Test
  void sendsAgainTheSameOfWhatIsStoredAndNotAcknowledged() throws Exception {
    createNumbers(1_500);
    List<SentMessage> before;
    try (SourceDriver killed = SourceDriver.start(capture.source("t"), 700)) {
      before = killed.awaitSent(900);
      killed.acknowledge(400);
    }
    database.execute("UPDATE t SET note = 'changed'; DELETE FROM t WHERE id = 700");

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {

      assertThat(source.stream().acknowledged().value()).isEqualTo(400);
      List<SentMessage> sent = source.awaitSent(600);
      assertThat(sent.subList(0, 500)).isEqualTo(before.subList(400, 900));
    }
  }

  @Test
  void turnsAnUpdateAcrossTheKeyIntoWhatItIsToTheApplication() throws Exception {
    createNumbers(2_500);
    try (SourceDriver killed = SourceDriver.start(capture.source("t"), 500)) {
      killed.awaitSent(1_000);
      killed.acknowledge(1_000);
    }
    database.execute("UPDATE t SET id = 3000 WHERE id = 1; UPDATE t SET id = -1 WHERE id = 2000");

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {

      acknowledgeAll(source, 2);
      List<SentMessage> sent = source.awaitSent(2 + 1_500);
      assertThat(sent.subList(0, 2))
          .extracting(SentMessage::payload)
          .containsExactly(
              "{\"operation\":\"delete\",\"before\":{\"id\":1},\"after\":null}",
              "{\"operation\":\"insert\",\"before\":null,\"after\":{\"id\":-1,\"note\":\"a\"}}");
      assertThat(sent.get(sent.size() - 1).key()).isEqualTo("3000");
    }
  }

  @Test
  void truncatesWhatTheApplicationHasBeforeItReadsOn() throws Exception {
    createNumbers(2_500);
    try (SourceDriver killed = SourceDriver.start(capture.source("t"), 500)) {
      killed.awaitSent(1_000);
      killed.acknowledge(1_000);
    }
    database.execute("TRUNCATE t; INSERT INTO t VALUES (7, 'low'), (7000, 'high')");

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {

      acknowledgeAll(source, 2);
      List<SentMessage> sent = source.awaitSent(3);
      assertThat(sent).extracting(SentMessage::key).containsExactly("", "7", "7000");
      assertThat(sent.get(0).payload()).startsWith("{\"operation\":\"truncate\"");
    }
  }

  @Test
  void takesANewSnapshotWhenTheTableIsAlteredInTheMiddle() throws Exception {
    createNumbers(2_500);
    try (SourceDriver source = SourceDriver.start(capture.source("t"), 500)) {
      source.awaitSent(1_000);
      source.acknowledge(1_000);
      // Does not wait for the snapshot, and leaves no row that it sees.
      database.execute("ALTER TABLE t ALTER id TYPE bigint, ADD added text DEFAULT 'x'");

      assertThatThrownBy(() -> source.awaitSent(1_001))
          .isInstanceOf(RetryableException.class)
          .hasMessageStartingWith("table public.t was altered, truncated or written anew");
    }

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {
      List<SentMessage> sent = source.awaitSent(1_500);
      assertThat(sent.get(0).payload())
          .endsWith("\"after\":{\"id\":1001,\"note\":\"a\",\"added\":\"x\"}}");
      assertThat(sent.get(1_499).key()).isEqualTo("2500");
    }
  }

  @Test
  void refusesToGoOnWithAnotherKey() throws Exception {
    createNumbers(2_500);
    try (SourceDriver killed = SourceDriver.start(capture.source("t"), 500)) {
      killed.awaitSent(1_000);
      killed.acknowledge(1_000);
    }
    database.execute("ALTER TABLE t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (note, id)");

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {

      assertThatThrownBy(() -> source.awaitSent(1))
          .isInstanceOf(RefusedByPostgresException.class)
          .hasMessageStartingWith(
              "table public.t: its key was changed from [id] to [note, id] in the middle");
    }
  }

  @Test
  void storesATableWithoutAKeyAsAWholeBeforeItSendsAnyOfIt() throws Exception {
    capture.operations(Operation.INSERT).table("CREATE TABLE t (number int)", "t");
    database.execute("INSERT INTO t SELECT g FROM generate_series(1, 2500) AS g");
    try (SourceDriver killed = SourceDriver.start(capture.source("t"))) {
      awaitStored(killed, 2);
      assertThat(killed.sent()).isEmpty();
    }
    database.execute("INSERT INTO t VALUES (2501)");

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {

      List<SentMessage> sent = source.awaitSent(2_501);
      assertThat(sent)
          .extracting(SentMessage::payload)
          .contains("{\"number\":2501}")
          .doesNotHaveDuplicates();
      database.execute("INSERT INTO t VALUES (2502)");
      assertThat(source.awaitSent(2_502).get(2_501).payload()).isEqualTo("{\"number\":2502}");
    }
  }

  @Test
  void keepsNothingThatIsAcknowledged() throws Exception {
    createNumbers(2_500);
    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      source.awaitSent(2_500);
      assertThat(database.number(STORED)).isEqualTo(3);

      source.acknowledge(1_999);
      assertThat(database.number(STORED)).isEqualTo(2);

      source.acknowledge(2_500);
      assertThat(database.number(STORED)).isZero();
    }
  }

  @Test
  void readsAgainWhatWasReadAndNotStoredBeforeTheCrash() throws Exception {
    createNumbers(1_500);
    try (SourceDriver source = SourceDriver.start(capture.source("t"), 500)) {
      source.awaitSent(1_000);
      source.acknowledge(1_000);
      database.execute(
          """
          CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN RAISE EXCEPTION USING ERRCODE = ''admin_shutdown''; END';
          CREATE TRIGGER crash BEFORE INSERT ON potoroo.wal_snapshot_chunk
            EXECUTE FUNCTION crash()""");
      assertThatThrownBy(() -> source.awaitSent(1_001)).isInstanceOf(RetryableException.class);
    }
    database.execute("DROP FUNCTION crash CASCADE; UPDATE t SET note = 'b' WHERE id = 1500");

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {

      List<SentMessage> sent = source.awaitSent(500);
      assertThat(sent.get(0).key()).isEqualTo("1001");
      assertThat(sent.get(499).payload()).contains("\"note\":\"b\"");
      assertThat(source.drain()).hasSize(500);
    }
  }

  @Test
  void doesNotSendAgainWhatWasAcknowledgedAndStillStoredAtTheCrash() throws Exception {
    createNumbers(1_500);
    try (SourceDriver source = SourceDriver.start(capture.source("t"), 500)) {
      source.awaitSent(1_000);
      database.execute("CREATE TABLE saved AS SELECT * FROM potoroo.wal_snapshot_chunk");
      source.acknowledge(1_000);
    }
    database.execute("INSERT INTO potoroo.wal_snapshot_chunk SELECT * FROM saved");

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {

      List<SentMessage> sent = source.awaitSent(500);
      assertThat(sent.get(0)).returns(1_001L, SentMessage::id).returns("1001", SentMessage::key);
      source.acknowledge(1_500);
      assertThat(database.number(STORED)).isZero();
    }
  }

  @Test
  void sendsTheRowsOfATableThatIsAskedForLater() throws Exception {
    capture.table(
        "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY)", "a", "b");
    database.execute("INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)");
    try (SourceDriver source = SourceDriver.start(capture.source("a"))) {
      source.awaitSent(1);
      source.acknowledge(1);
    }
    database.execute("INSERT INTO a VALUES (2); INSERT INTO b VALUES (2)");

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("a", "b"))) {

      source.awaitSent(1);
      source.acknowledge(source.streams().get(0), 2);
      List<SentMessage> sent = source.awaitSent(3);
      assertThat(sent).extracting(SentMessage::key).containsExactly("2", "1", "2");
      assertThat(source.drain()).hasSize(3);
    }
  }

  @Test
  void endsWhenTheRowsAreAcknowledgedWhereTheyAloneAreAskedFor() throws Exception {
    createNumbers(1_500);
    capture.snapshot(SnapshotMode.ONLY);
    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      source.awaitSent(1_500);
      database.execute("INSERT INTO t VALUES (1501, 'later')");
      assertThat(source.poll()).isTrue();

      source.acknowledge(1_500);

      assertThat(source.poll()).isFalse();
      assertThat(source.sent()).hasSize(1_500);
    }
    assertThat(
            database.number(
                "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"))
        .isZero();
  }

  @Test
  void leavesNoSlotBehindButItsOwn() throws Exception {
    createNumbers(10);

    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      source.awaitSent(10);

      assertThat(
              database.number(
                  "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"))
          .isEqualTo(1);
    }
  }

  /** Table t with rows 1 to count, of note a. */
  private void createNumbers(int count) throws Exception {
    capture.table("CREATE TABLE t (id int PRIMARY KEY, note text)", "t");
    database.execute("INSERT INTO t SELECT g, 'a' FROM generate_series(1, " + count + ") AS g");
  }

  /** Waits for so many messages, and acknowledges all of them. */
  private static void acknowledgeAll(SourceDriver source, int count) throws Exception {
    List<SentMessage> sent = source.awaitSent(count);
    source.acknowledge(sent.get(sent.size() - 1).id());
  }

  private void awaitStored(SourceDriver source, int chunks) throws Exception {
    while (database.number(STORED) < chunks) {
      source.poll();
    }
  }
}
