package dev.potoroo.postgres.source.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.driver.LogCaptureBuilder;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.postgres.source.driver.Writer;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Same changes, same order, same ids, from every point that is not acknowledged, through a crash at
 * every step between the reading of a transaction and the moving of the slot.
 */
@ExtendWith(PostgresExtension.class)
final class WalReplayIT {
  private PostgresDatabase database;
  private LogCaptureBuilder capture;

  @BeforeEach
  void createTable(PostgresDatabase fresh) throws Exception {
    database = fresh;
    capture =
        LogCaptureBuilder.in(database).table("CREATE TABLE t (id int PRIMARY KEY, name text)", "t");
  }

  @Test
  void readsBackTheSameFromEveryPoint() throws Exception {
    capture.operations(Operation.INSERT, Operation.UPDATE, Operation.DELETE, Operation.TRUNCATE);
    List<SentMessage> first;
    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      first = source.awaitSent(writeTransactionsOfManyShapes(new Random(4)));
    }

    for (int done = 0; done < first.size(); done += 5) {
      try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {
        assertThat(source.awaitSent(first.size() - done))
            .isEqualTo(first.subList(done, first.size()));
        source.acknowledge(Math.min(done + 5, first.size()));
      }
    }
  }

  /**
   * With subtransactions that are rolled back, and rows that are changed twice.
   *
   * @return how many changes were committed
   */
  private int writeTransactionsOfManyShapes(Random random) throws SQLException {
    int committed = 0;
    for (int i = 0; i < 10; i++) {
      int changes = 0;
      try (Writer writer = Writer.begin(database)) {
        for (int id = 10 * i; id <= 10 * i + random.nextInt(3); id++) {
          writer.write("INSERT INTO t VALUES (" + id + ", 'a')");
          writer.write("UPDATE t SET name = 'b" + random.nextInt() + "' WHERE id = " + id);
          writer.write("SAVEPOINT s; DELETE FROM t WHERE id = " + id);
          boolean kept = random.nextBoolean();
          writer.write(kept ? "RELEASE s" : "ROLLBACK TO s");
          changes += kept ? 3 : 2;
        }
        if (random.nextInt(4) > 0) {
          writer.commit();
          committed += changes;
        }
      }
    }
    database.execute("TRUNCATE t");
    return committed + 1;
  }

  @Test
  void goesOnInTheMiddleOfATransaction() throws Exception {
    try (SourceDriver source = SourceDriver.start(capture.source("t"), 7)) {
      insert(1, 20);
      source.awaitSent(9);
      source.acknowledge(5);
    }

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {

      assertThat(source.stream().acknowledged()).isEqualTo(at(5));
      assertThat(source.awaitSent(15)).first().returns(6L, SentMessage::id);
      assertThat(source.sent())
          .last()
          .returns(20L, SentMessage::id)
          .returns("20", SentMessage::key);
    }
  }

  @Test
  void goesOnAfterACrashBetweenTheStoringOfThePositionAndTheMovingOfTheSlot() throws Exception {
    long begin;
    try (SourceDriver crashed = SourceDriver.start(capture.source("t"))) {
      insert(1, 3);
      crashed.awaitSent(3);
      begin = capture.confirmedFlush();
      capture.cutLog();
      // Whether the connection is known to be gone by then is up to timing.
      assertThatCode(() -> crashed.acknowledge(3))
          .satisfiesAnyOf(
              thrown -> assertThat(thrown).isNull(),
              thrown -> assertThat(thrown).isInstanceOf(RetryableException.class));
    }
    assertThat(capture.confirmedFlush()).isEqualTo(begin);
    insert(4, 4);

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {

      assertThat(source.stream().acknowledged()).isEqualTo(at(3));
      assertThat(source.awaitSent(1)).extracting(SentMessage::id).containsExactly(4L);
    }
  }

  @Test
  void movesTheSlotOverWhatIsAcknowledgedAndNoFurther() throws Exception {
    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      long begin = endOfLog();
      insert(1, 3);
      long middle = endOfLog();
      insert(4, 6);
      source.awaitSent(6);

      source.acknowledge(2);
      assertThat(capture.confirmedFlush()).isLessThanOrEqualTo(begin);

      source.acknowledge(5);
      await().until(() -> capture.confirmedFlush() > begin);
      assertThat(capture.confirmedFlush()).isLessThanOrEqualTo(middle);
    }

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {
      assertThat(source.awaitSent(1)).extracting(SentMessage::id).containsExactly(6L);
    }
  }

  @Test
  void comesBackAfterAServerThatCrashed() throws Exception {
    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      insert(1, 3);
      source.awaitSent(3);
      source.acknowledge(2);
      database.server().kill();
    }
    insert(4, 4);

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {

      assertThat(source.awaitSent(2)).extracting(SentMessage::id).containsExactly(3L, 4L);
    }
  }

  @Test
  void letsAServerShutDownThoughNothingIsAcknowledged() throws Exception {
    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      insert(1, 3);
      source.awaitSent(3);

      database.server().restart();
    }

    try (SourceDriver source = SourceDriver.awaitStart(capture.source("t"))) {
      assertThat(source.awaitSent(3)).extracting(SentMessage::id).containsExactly(1L, 2L, 3L);
    }
  }

  @Test
  void takesAPointAboveTheStoredOneForAcknowledged() throws Exception {
    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      insert(1, 3);
      source.awaitSent(3);
    }

    try (SourceDriver source = SourceDriver.startAfter(capture.source("t"), at(2))) {

      assertThat(source.awaitSent(1)).extracting(SentMessage::id).containsExactly(3L);
      source.reconnect();
      assertThat(source.stream().acknowledged()).isEqualTo(at(2));
    }
  }

  @Test
  void refusesAPointThatTheLogNeverHad() throws Exception {
    SourceDriver.start(capture.source("t")).close();
    insert(1, 3);

    try (SourceDriver source = SourceDriver.startAfter(capture.source("t"), at(9))) {

      assertThatThrownBy(() -> source.awaitSent(1))
          .isInstanceOf(RefusedByPostgresException.class)
          .hasMessageContaining("is to go on after a message that it never had: its log has 3");
    }
  }

  @Test
  void movesTheSlotOfADatabaseInWhichNobodyWrites() throws Exception {
    capture.heartbeat(Duration.ofMillis(100));
    try (SourceDriver source = SourceDriver.start(capture.source("t"))) {
      source.poll();
      long begin = capture.confirmedFlush();

      await()
          .pollInSameThread()
          .until(
              () -> {
                source.poll();
                return capture.confirmedFlush() > begin;
              });
      assertThat(source.sent()).isEmpty();
    }
  }

  private void insert(int first, int last) throws SQLException {
    database.execute(
        "INSERT INTO t SELECT g, 'a' FROM generate_series(%d, %d) AS g".formatted(first, last));
  }

  private long endOfLog() throws SQLException {
    return database.number("SELECT pg_current_wal_lsn() - '0/0'");
  }

  private static PointOfReference at(long messageId) {
    return PointOfReference.at(new MessageId(messageId));
  }
}
