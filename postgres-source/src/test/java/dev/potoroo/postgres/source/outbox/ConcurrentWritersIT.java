package dev.potoroo.postgres.source.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.postgres.source.driver.Capture;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.postgres.source.driver.Writer;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Transactions that overlap: none is missed, none waits for another. */
@ExtendWith(PostgresExtension.class)
final class ConcurrentWritersIT {
  private PostgresDatabase database;
  private Capture capture;

  @BeforeEach
  void createTable(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    capture = Capture.in(database).table("CREATE TABLE events (writer text, number int)", "events");
  }

  @Test
  void sendsLaterCommitsWhileAnEarlierTransactionIsOpen() throws Exception {
    try (SourceDriver source = start();
        Writer early = Writer.begin(database).write(insert("early", 1))) {

      for (int i = 1; i <= 3; i++) {
        database.execute(insert("late", i));
        source.awaitSent(i);
      }
      source.acknowledge(3);
      early.commit();

      assertThat(source.awaitSent(4))
          .extracting(SentMessage::payload)
          .containsExactly(row("late", 1), row("late", 2), row("late", 3), row("early", 1));
    }
  }

  @Test
  void losesNoneOfTheRowsThatCommitAfterLaterOnesWereAcknowledgedAndFreed() throws Exception {
    try (SourceDriver source = start();
        Writer first = Writer.begin(database).write(insert("first", 1));
        Writer second = Writer.begin(database).write(insert("second", 1))) {
      database.execute(insert("other", 1));
      source.awaitSent(1);
      source.acknowledge(1);
      capture.awaitOutbox(source, 0);

      second.commit();
      source.awaitSent(2);
      source.acknowledge(2);
      capture.awaitOutbox(source, 0);
      first.write(insert("first", 2)).commit();

      assertThat(source.awaitSent(4))
          .extracting(SentMessage::payload)
          .containsExactly(row("other", 1), row("second", 1), row("first", 1), row("first", 2));
    }
  }

  @Test
  void losesNoRowOfAStatementThatCommitsAfterLaterOnesWereAcknowledgedAndFreed() throws Exception {
    try (SourceDriver source = start();
        Writer early = Writer.begin(database).write(insert("early", 1, 3))) {
      database.execute(insert("late", 1, 2));
      source.awaitSent(2);
      source.acknowledge(2);
      capture.awaitOutbox(source, 0);
      database.execute(insert("late", 3, 4));
      source.awaitSent(4);

      early.write(insert("early", 4, 5)).commit();

      assertThat(source.awaitSent(9))
          .extracting(SentMessage::payload)
          .endsWith(
              row("early", 1), row("early", 2), row("early", 3), row("early", 4), row("early", 5));
    }
  }

  @Test
  void freesARowThatWasLongOnItsWayAndThoseFarBehindItAlike() throws Exception {
    int between = 3 * AcknowledgedRows.PIECE;
    try (SourceDriver source = start();
        Writer early = Writer.begin(database).write(insert("early", 1))) {
      database.execute(insert("late", 1, between));
      source.awaitSent(between);
      source.acknowledge(between);
      capture.awaitOutbox(source, 0);
      early.commit();
      database.execute(insert("late", between + 1));
      source.awaitSent(between + 2);

      source.acknowledge(between + 2);

      capture.awaitOutbox(source, 0);
    }
  }

  @Test
  void keepsTheOrderOfChangesToOneRowAlsoWhereTheLaterTransactionBeganEarlier() throws Exception {
    try (SourceDriver source = start();
        Writer began = Writer.begin(database).write(insert("began", 1))) {
      database.execute(insert("shared", 1));
      began.write(insert("shared", 2)).commit();

      assertThat(source.awaitSent(3))
          .extracting(SentMessage::payload)
          .containsSubsequence(row("shared", 1), row("shared", 2));
    }
  }

  @Test
  void sendsTheRowsOfTwoWritersEachOnceAndInItsOrder() throws Exception {
    int rowsEach = 1_000;
    ExecutorService writers = Executors.newFixedThreadPool(2);
    try (SourceDriver source = start()) {

      List<Future<?>> written =
          Stream.of("a", "b")
              .<Future<?>>map(name -> writers.submit(() -> write(name, rowsEach)))
              .toList();
      while (!written.stream().allMatch(Future::isDone)) {
        source.poll();
      }
      for (Future<?> result : written) {
        result.get();
      }
      source.drain();

      assertThat(source.payloads())
          .containsExactlyInAnyOrderElementsOf(
              database.column("SELECT row_to_json(e) FROM events AS e"));
      for (String name : List.of("a", "b")) {
        assertThat(source.payloads().stream().filter(row -> row.contains('"' + name + '"')))
            .containsExactlyElementsOf(
                database.column(
                    "SELECT row_to_json(e) FROM events AS e WHERE writer = '%s' ORDER BY number"
                        .formatted(name)));
      }
    } finally {
      writers.shutdownNow();
    }
  }

  /**
   * Transactions of one to nine rows, by one statement or by one for each, every fourth rolled
   * back, until so many are committed.
   */
  private @Nullable Void write(String name, int rows) throws SQLException {
    Random random = new Random(name.hashCode());
    try (Writer writer = Writer.begin(database)) {
      int next = 1;
      while (next <= rows) {
        int size = 1 + random.nextInt(9);
        if (random.nextBoolean()) {
          writer.write(insert(name, next, next + size - 1));
        } else {
          for (int i = 0; i < size; i++) {
            writer.write(insert(name, next + i));
          }
        }
        if (random.nextInt(4) == 0) {
          writer.rollback();
        } else {
          writer.commit();
          next += size;
        }
      }
    }
    return null;
  }

  private SourceDriver start() throws Exception {
    return SourceDriver.start(new OutboxSource(capture.of("events").build()));
  }

  private static String insert(String writer, int number) {
    return "INSERT INTO events VALUES ('" + writer + "', " + number + ")";
  }

  private static String insert(String writer, int first, int last) {
    return "INSERT INTO events SELECT '%s', generate_series(%d, %d)".formatted(writer, first, last);
  }

  private static String row(String writer, int number) {
    return "{\"writer\":\"" + writer + "\",\"number\":" + number + "}";
  }
}
