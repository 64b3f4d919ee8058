package dev.potoroo.postgres.source.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.postgres.source.driver.Capture;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.postgres.source.driver.Writer;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;

/**
 * When writers ring, and that the source hears of every row, whether they do or not: the poll is an
 * hour away throughout.
 */
@ExtendWith(PostgresExtension.class)
final class DoorbellIT {
  private PostgresDatabase database;
  private Capture capture;
  private Connection writer;

  @BeforeEach
  void createTable(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    capture = Capture.in(database).table("CREATE TABLE one (id int)", "one");
    capture.table("CREATE TABLE other (id int)", "other");
    writer = database.connect();
    execute("LISTEN potoroo"); // who listens hears its own notifications at its commit
  }

  @AfterEach
  void disconnect() throws SQLException {
    writer.close();
  }

  @Test
  void aWriterRingsWhileTheSourceHasNothingToDo() throws Exception {
    try (SourceDriver source = start("one")) {
      source.drain();

      execute("INSERT INTO one VALUES (1)");

      assertThat(hasRung()).isTrue();
      assertThat(source.awaitSent(1)).hasSize(1);
    }
  }

  @Test
  void aWriterDoesNotRingWhileThereIsNoSource() throws Exception {
    start("one").close();

    execute("INSERT INTO one VALUES (1)");

    assertThat(hasRung()).isFalse();
    try (SourceDriver source = start("one")) {
      assertThat(source.awaitSent(1)).hasSize(1);
    }
  }

  @Test
  void aWriterDoesNotRingWhileTheSourceIsBusyAndDoesAgainAfterwards() throws Exception {
    int backlog = 200_000;
    try (SourceDriver source = start("one")) {
      source.drain();
      execute("INSERT INTO one SELECT generate_series(1, " + backlog + ")");
      int written = backlog;

      do {
        source.poll();
        hasRung();
        execute("INSERT INTO one VALUES (0)");
        written++;
      } while (hasRung());

      assertThat(source.sent()).hasSizeLessThan(backlog);
      source.awaitSent(written);
      for (int look = 0; look <= Doorbell.LOOKS_IN_VAIN; look++) {
        source.poll();
      }
      execute("INSERT INTO one VALUES (0)");
      assertThat(hasRung()).isTrue();
      assertThat(source.awaitSent(written + 1)).hasSize(written + 1);
    }
  }

  @Test
  void aWriterThatComesNowAndThenRingsEachTime() throws Exception {
    try (SourceDriver source = start("one")) {
      source.drain();
      for (int written = 1; written <= 20; written++) {
        source.poll(); // waits for the bell in vain, for most of the time that all of this takes

        execute("INSERT INTO one VALUES (0)");

        assertThat(hasRung()).isTrue();
        source.awaitSent(written);
      }
    }
  }

  @Test
  void theSourceSeesARowWhoseWriterDidNotRingAsSoonAsItIsCommitted() throws Exception {
    start("one").close();
    try (Writer before = Writer.begin(database).write("INSERT INTO one VALUES (1)");
        SourceDriver source = start("one")) {
      source.drain();

      before.commit();

      assertThat(source.awaitSent(1)).hasSize(1);
    }
  }

  @Test
  void aTransactionThatStaysOpenHoldsUpNobodyElse() throws Exception {
    start("one").close();
    try (Writer before = Writer.begin(database).write("INSERT INTO one VALUES (1)");
        SourceDriver source = start("one")) {
      source.drain();

      execute("INSERT INTO one VALUES (2)");
      source.awaitSent(1);
      before.rollback();
      source.drain();
      execute("INSERT INTO one VALUES (3)");

      assertThat(source.awaitSent(2)).hasSize(2);
    }
  }

  @Test
  void aTransactionThatStaysOpenOnOneTableLetsWritersOfAnotherRing() throws Exception {
    start("one", "other").close();
    try (Writer before = Writer.begin(database).write("INSERT INTO one VALUES (1)");
        SourceDriver source = start("one", "other")) {
      source.drain();

      execute("INSERT INTO other VALUES (1)");
      assertThat(hasRung()).isTrue();
      execute("INSERT INTO one VALUES (2)");
      assertThat(hasRung()).isFalse();

      source.awaitSent(2);
      before.commit();
      assertThat(source.awaitSent(3)).hasSize(3);
    }
  }

  @Test
  void writersRingForASourceThatTakesOverFromOneThatCrashed() throws Exception {
    SourceDriver crashed = start("one");
    crashed.drain();
    capture.cutConnections();
    await()
        .until(
            () ->
                database.number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 0);
    try (SourceDriver source = start("one")) {
      source.drain();

      execute("INSERT INTO one VALUES (1)");

      assertThat(hasRung()).isTrue();
      assertThat(source.awaitSent(1)).hasSize(1);
    }
  }

  private SourceDriver start(String... tables) throws Exception {
    return SourceDriver.start(
        new OutboxSource(capture.of(tables).poll(Duration.ofHours(1)).build()));
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = writer.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Since it was asked last. */
  private boolean hasRung() throws SQLException {
    return writer.unwrap(PGConnection.class).getNotifications().length > 0;
  }
}
