package dev.potoroo.postgres.source.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.driver.Capture;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One table, from the writer's commit to the message, and to the row's end in the outbox. */
@ExtendWith(PostgresExtension.class)
final class OutboxSourceIT {
  private PostgresDatabase database;
  private Capture capture;

  @BeforeEach
  void createTable(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    capture =
        Capture.in(database)
            .table(
                "CREATE TABLE transactions (id bigint PRIMARY KEY, amount numeric)",
                "transactions");
  }

  @Test
  void sendsEachInsertedRowAsTheJsonOfRowToJson() throws Exception {
    try (SourceDriver source = start()) {

      database.execute("INSERT INTO transactions VALUES (7, 1100), (8, -1200.50)");

      List<SentMessage> sent = source.awaitSent(2);
      assertThat(source.payloads())
          .containsExactly("{\"id\":7,\"amount\":1100}", "{\"id\":8,\"amount\":-1200.50}")
          .isEqualTo(database.column("SELECT row_to_json(t) FROM transactions AS t ORDER BY id"));
      assertThat(sent).extracting(SentMessage::id).containsExactly(1L, 2L);
      assertThat(sent).extracting(SentMessage::key).containsExactly("7", "8");
    }
  }

  @Test
  void givesTheTimeOfTheStatementInMilliseconds() throws Exception {
    long before = System.currentTimeMillis();
    try (SourceDriver source = start()) {

      database.execute("INSERT INTO transactions VALUES (1, 1)");

      assertThat(source.awaitSent(1).get(0).eventTime())
          .isBetween(before, System.currentTimeMillis());
    }
  }

  @Test
  void sendsRowsThatWereWrittenWhileItWasNotRunning() throws Exception {
    start().close();

    database.execute("INSERT INTO transactions VALUES (1, 10)");
    database.execute("INSERT INTO transactions VALUES (2, 20)");

    try (SourceDriver source = start()) {
      assertThat(source.awaitSent(2)).extracting(SentMessage::key).containsExactly("1", "2");
    }
  }

  @Test
  void ringsAtOnceAlsoWhereThePollIsFarOff() throws Exception {
    var config = capture.of("transactions").poll(Duration.ofHours(1)).build();
    try (SourceDriver source = SourceDriver.start(new OutboxSource(config))) {
      source.drain();

      database.execute("INSERT INTO transactions VALUES (1, 1)");

      assertThat(source.awaitSent(1)).hasSize(1);
    }
  }

  @Test
  void losesNoRowWithTheDoorbell() throws Exception {
    var config = capture.of("transactions").withoutDoorbell().build();
    try (SourceDriver source = SourceDriver.start(new OutboxSource(config))) {
      source.drain();

      database.execute("INSERT INTO transactions VALUES (1, 1)");

      assertThat(source.awaitSent(1)).hasSize(1);
    }
  }

  @Test
  void letsAWriterPrepareItsTransactionWhereThereIsNoDoorbell() throws Exception {
    assumeTrue(database.number("SELECT current_setting('max_prepared_transactions')") > 0);
    var config = capture.of("transactions").withoutDoorbell().build();
    try (SourceDriver source = SourceDriver.start(new OutboxSource(config))) {

      database.execute("BEGIN; INSERT INTO transactions VALUES (1, 1); PREPARE TRANSACTION 'one'");
      database.execute("INSERT INTO transactions VALUES (2, 2)");
      source.awaitSent(1);
      database.execute("COMMIT PREPARED 'one'");

      assertThat(source.awaitSent(2)).extracting(SentMessage::key).containsExactly("2", "1");
    }
  }

  @Test
  void leavesOutWhatWasRolledBack() throws Exception {
    try (SourceDriver source = start()) {

      database.execute(
          """
          BEGIN;
          INSERT INTO transactions VALUES (1, 1);
          SAVEPOINT a;
          INSERT INTO transactions VALUES (2, 2);
          ROLLBACK TO a;
          SAVEPOINT b;
          INSERT INTO transactions VALUES (3, 3);
          RELEASE b;
          COMMIT;
          BEGIN;
          INSERT INTO transactions VALUES (4, 4);
          ROLLBACK;
          INSERT INTO transactions VALUES (5, 5);
          """);

      source.awaitSent(3);
      assertThat(source.drain()).extracting(SentMessage::key).containsExactly("1", "3", "5");
    }
  }

  @Test
  void sendsALargeTransactionInBatchesThatTheCreditsBound() throws Exception {
    int rows = 100_000;
    try (SourceDriver source = SourceDriver.start(new OutboxSource(config()), 700)) {

      database.execute(
          "INSERT INTO transactions SELECT g, g FROM generate_series(1, " + rows + ") AS g");

      List<SentMessage> sent = source.awaitSent(rows);
      assertThat(sent.stream().mapToLong(SentMessage::id))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, rows).boxed().toList());
      assertThat(sent.stream().mapToLong(message -> Long.parseLong(message.key())))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, rows).boxed().toList());
    }
  }

  @Test
  void emptiesTheOutboxAsRowsAreAcknowledged() throws Exception {
    try (SourceDriver source = start()) {
      for (int i = 1; i <= 5; i++) {
        database.execute("INSERT INTO transactions VALUES (" + i + ", 1)");
        source.awaitSent(i);
      }

      source.acknowledge(3);
      capture.awaitOutbox(source, 2);
      source.acknowledge(5);
      capture.awaitOutbox(source, 0);

      assertThat(database.number("SELECT count(*) FROM potoroo.tick")).isEqualTo(1);
    }
  }

  @Test
  void freesALargeTickInPieces() throws Exception {
    int rows = 2 * AcknowledgedRows.PIECE + 1;
    try (SourceDriver source = start()) {
      database.execute(
          "DO $$ BEGIN FOR g IN 1 .. %d LOOP INSERT INTO transactions VALUES (g, g); END LOOP; END $$"
              .formatted(rows));
      source.awaitSent(rows);

      source.acknowledge(rows);

      capture.awaitOutbox(source, 0);
    }
  }

  @Test
  void keepsAcknowledgedRowsForAsLongAsItIsToldTo() throws Exception {
    var config = capture.of("transactions").retain(Duration.ofSeconds(2)).build();
    try (SourceDriver source = SourceDriver.start(new OutboxSource(config))) {
      long began = System.nanoTime();
      database.execute("INSERT INTO transactions VALUES (1, 1)");
      source.awaitSent(1);

      source.acknowledge(1);

      capture.awaitOutbox(source, 0);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(config.retain());
    }
  }

  @Test
  void sendsAgainWhatANewSessionHasNotAcknowledged() throws Exception {
    try (SourceDriver source = start()) {
      database.execute("INSERT INTO transactions VALUES (1, 1), (2, 2), (3, 3)");
      source.awaitSent(3);
      source.acknowledge(1);

      source.reconnect();

      assertThat(source.awaitSent(5))
          .extracting(SentMessage::id)
          .containsExactly(1L, 2L, 3L, 2L, 3L);
    }
  }

  @Test
  void sendsNothingBeforeTheApplicationTakesTheStream() throws Exception {
    try (SourceDriver source = SourceDriver.startRefused(new OutboxSource(config()))) {
      database.execute("INSERT INTO transactions VALUES (1, 1)");

      source.drain();

      assertThat(source.sent()).isEmpty();
    }
  }

  @Test
  void capturesSeveralTablesEachAsAStreamOfItsOwn() throws Exception {
    capture.table("CREATE TABLE other (name text)", "other");
    var config = capture.of("transactions", "public.other").build();
    try (SourceDriver source = SourceDriver.start(new OutboxSource(config))) {

      database.execute("INSERT INTO transactions VALUES (1, 1)");
      database.execute("INSERT INTO other VALUES ('x'), ('y')");

      List<SentMessage> sent = source.awaitSent(3);
      assertThat(sent)
          .filteredOn(message -> message.stream().equals(source.streams().get(0).id()))
          .extracting(SentMessage::payload)
          .containsExactly("{\"id\":1,\"amount\":1}");
      assertThat(sent)
          .filteredOn(message -> message.stream().equals(source.streams().get(1).id()))
          .extracting(SentMessage::id, SentMessage::key, SentMessage::payload)
          .containsExactly(tuple(1L, "", "{\"name\":\"x\"}"), tuple(2L, "", "{\"name\":\"y\"}"));
    }
  }

  @Test
  void letsOnlyOneSourceReadAStream() throws Exception {
    OutboxSource second = new OutboxSource(config());

    try (SourceDriver first = start()) {
      assertThatThrownBy(second::open)
          .isInstanceOf(RetryableException.class)
          .hasMessageContaining(first.stream().name())
          .hasMessageContaining("is read by another source (server process ");
      second.close();
    }

    SourceDriver.awaitStart(second).close();
  }

  @Test
  void namesTheStreamAfterDatabaseTableAndIncarnation() throws Exception {
    try (SourceDriver source = start()) {

      assertThat(source.stream().name())
          .matches(database.name() + "\\.public\\.transactions/outbox/[0-9a-f]{12}");
    }
  }

  private CaptureConfig config() {
    return capture.of("transactions").build();
  }

  private SourceDriver start() throws Exception {
    return SourceDriver.start(new OutboxSource(config()));
  }
}
