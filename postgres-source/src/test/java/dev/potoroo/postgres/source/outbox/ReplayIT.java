package dev.potoroo.postgres.source.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.driver.Capture;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.postgres.source.driver.Writer;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Same rows, same order, same ids, from every point that is not acknowledged, through a crash at
 * every step between the cut of a tick and the deletion of its rows. A crash is the loss of the
 * connection, with the source left as it stood.
 */
@ExtendWith(PostgresExtension.class)
final class ReplayIT {
  private PostgresDatabase database;
  private Capture capture;

  @BeforeEach
  void createTable(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    capture = Capture.in(database).table("CREATE TABLE events (number int)", "events");
  }

  @Test
  void readsBackTheSameFromEveryPoint() throws Exception {
    List<SentMessage> first = sendTicksOfManyShapes();

    for (int done = 0; done < first.size(); done++) {
      try (SourceDriver source =
          SourceDriver.startAfter(newSource(), done == 0 ? PointOfReference.NEVER : at(done))) {
        assertThat(source.drain()).isEqualTo(first.subList(done, first.size()));
      }
    }
  }

  @Test
  void sendsATickThatWasCutBeforeTheCrashAndNeverSent() throws Exception {
    SourceDriver.start(newSource()).close();
    insert(1, 3);
    cutATickAsARoleThatCrashesThen();
    insert(4, 5);

    try (SourceDriver source = SourceDriver.start(newSource())) {

      assertThat(source.drain())
          .extracting(SentMessage::id, SentMessage::payload)
          .containsExactlyElementsOf(
              List.of(message(1), message(2), message(3), message(4), message(5)));
    }
  }

  @Test
  void sendsAgainWhatWasSentAndNotAcknowledgedBeforeTheCrash() throws Exception {
    SourceDriver crashed = SourceDriver.start(newSource());
    insert(1, 3);
    List<SentMessage> sent = crashed.awaitSent(3);

    capture.cutConnections();

    try (SourceDriver source = SourceDriver.awaitStart(newSource())) {
      assertThat(source.drain()).isEqualTo(sent);
    }
  }

  @Test
  void goesOnAfterAnAcknowledgementThatWasStoredWithItsRowsStillThere() throws Exception {
    SourceDriver crashed = SourceDriver.start(newSource());
    insert(1, 3);
    crashed.awaitSent(3);
    crashed.acknowledge(2);

    capture.cutConnections();

    try (SourceDriver source = SourceDriver.awaitStart(newSource())) {
      assertThat(source.stream().acknowledged()).isEqualTo(at(2));
      assertThat(source.drain()).extracting(SentMessage::payload).containsExactly(row(3));
    }
  }

  @Test
  void goesOnAfterACrashBetweenTwoPiecesOfADeletion() throws Exception {
    int rows = 2 * AcknowledgedRows.PIECE + 1;
    SourceDriver crashed = SourceDriver.start(newSource(), rows);
    insertOneByOne(1, rows);
    crashed.awaitSent(rows);
    crashed.acknowledge(rows);
    try (Writer other = Writer.begin(database)) {
      other.write(
          "SELECT FROM %1$s WHERE seq = (SELECT min(seq) + %2$d FROM %1$s) FOR UPDATE"
              .formatted(capture.outbox(), AcknowledgedRows.PIECE));
      Future<?> cut = cutWhereADeletionWaits();

      assertThatThrownBy(() -> capture.awaitOutbox(crashed, 0))
          .isInstanceOf(RetryableException.class);
      cut.get();
    }
    assertThat(capture.outboxRows()).isEqualTo(AcknowledgedRows.PIECE + 1);
    insert(rows + 1, rows + 1);

    try (SourceDriver source = SourceDriver.awaitStart(newSource())) {

      assertThat(source.drain()).extracting(SentMessage::id).containsExactly(rows + 1L);
      source.acknowledge(rows + 1);
      capture.awaitOutbox(source, 0);
    }
  }

  private Future<?> cutWhereADeletionWaits() {
    return CompletableFuture.runAsync(
        () -> {
          await()
              .until(
                  () ->
                      database.number(
                              "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                  + " AND query LIKE 'WITH deleted%' AND usename = '"
                                  + capture.role().name()
                                  + "'")
                          == 1);
          capture.cutConnections();
        });
  }

  @Test
  void goesOnAfterACrashBetweenTheDeletionOfRowsAndOfTheirTicks() throws Exception {
    SourceDriver crashed = SourceDriver.start(newSource());
    insert(1, 3);
    crashed.awaitSent(3);
    crashed.acknowledge(3);
    capture.cutConnections();
    database.execute("DELETE FROM " + capture.outbox());
    insert(4, 4);

    try (SourceDriver source = SourceDriver.awaitStart(newSource())) {

      assertThat(source.drain()).extracting(SentMessage::id).containsExactly(4L);
      source.acknowledge(4);
      capture.awaitOutbox(source, 0);
    }
  }

  @Test
  void takesAPointAboveTheStoredOneForAcknowledged() throws Exception {
    SourceDriver crashed = SourceDriver.start(newSource());
    insert(1, 3);
    crashed.awaitSent(3);
    capture.cutConnections();

    try (SourceDriver source = SourceDriver.startAfter(newSource(), at(2))) {

      assertThat(source.drain()).extracting(SentMessage::payload).containsExactly(row(3));
    }

    assertThat(database.number("SELECT acknowledged FROM potoroo.stream")).isEqualTo(2);
  }

  @Test
  void refusesAPointBeyondAllThatWasEverSent() throws Exception {
    try (SourceDriver source = SourceDriver.start(newSource())) {
      insert(1, 3);
      source.awaitSent(3);
    }
    OutboxSource source = newSource();

    assertThatThrownBy(() -> SourceDriver.startAfter(source, at(9)))
        .isInstanceOf(RefusedByPostgresException.class)
        .hasMessageContaining("cannot go on after message 9: it keeps 1 to 3");
    source.close();
  }

  @Test
  void refusesAPointWhoseRowsAreDeleted() throws Exception {
    try (SourceDriver source = SourceDriver.start(newSource())) {
      insert(1, 3);
      source.awaitSent(3);
      source.acknowledge(3);
      capture.awaitOutbox(source, 0);
    }
    OutboxSource source = newSource();

    assertThatThrownBy(() -> SourceDriver.startAfter(source, at(1)))
        .isInstanceOf(RefusedByPostgresException.class)
        .hasMessageContaining("cannot go on after message 1: it keeps 4 to 3");
    source.close();
  }

  @Test
  void saysSoWhenSomebodyElseHasDeletedUnacknowledgedRows() throws Exception {
    SourceDriver.start(newSource()).close();
    insert(1, 3);
    cutATickAsARoleThatCrashesThen();
    database.execute("DELETE FROM " + capture.outbox());

    assertThatThrownBy(() -> SourceDriver.start(newSource()))
        .isInstanceOf(RefusedByPostgresException.class)
        .hasMessageContaining("lacks message 1, which was not acknowledged");
  }

  @Test
  void saysSoWhenItComesToWhereSomebodyElseHasDeletedUnacknowledgedRows() throws Exception {
    SourceDriver.start(newSource()).close();
    insertOneByOne(1, 3);
    cutATickAsARoleThatCrashesThen();
    database.execute(
        "DELETE FROM %1$s WHERE seq = (SELECT max(seq) FROM %1$s)".formatted(capture.outbox()));

    try (SourceDriver source = SourceDriver.start(newSource())) {
      assertThatThrownBy(source::drain)
          .isInstanceOf(RefusedByPostgresException.class)
          .hasMessageContaining("lacks message 3, which was not acknowledged");
    }
  }

  @Test
  void asksToTryAgainWhenTheConnectionIsLost() throws Exception {
    SourceDriver source = SourceDriver.start(newSource());
    source.drain();

    capture.cutConnections();

    assertThatThrownBy(source::drain).isInstanceOf(RetryableException.class);
    source.close();
  }

  @Test
  void keepsEveryIdToItsRowThroughCrashesAtAnyMoment() throws Exception {
    SourceDriver.start(newSource()).close();
    Random random = new Random(20261121);
    Map<Long, SentMessage> known = new TreeMap<>();
    ExecutorService writers = Executors.newFixedThreadPool(2);
    try {
      List<Future<@Nullable Void>> written = new ArrayList<>();
      for (int writer = 0; writer < 2; writer++) {
        int first = writer * 10_000;
        written.add(writers.submit(() -> write(first, 600)));
      }

      while (!written.stream().allMatch(Future::isDone)) {
        runForAWhileAndCrash(random, known);
      }
      for (Future<@Nullable Void> result : written) {
        result.get();
      }
      try (SourceDriver source = SourceDriver.awaitStart(newSource())) {
        source.drain().forEach(message -> remember(known, message));
      }
    } finally {
      writers.shutdownNow();
    }

    assertThat(known.values())
        .extracting(SentMessage::payload)
        .containsExactlyInAnyOrderElementsOf(
            database.column("SELECT row_to_json(e) FROM events AS e"));
  }

  private void runForAWhileAndCrash(Random random, Map<Long, SentMessage> known) throws Exception {
    SourceDriver source = SourceDriver.awaitStart(newSource());
    for (int polls = random.nextInt(8); polls >= 0; polls--) {
      source.poll();
      List<SentMessage> sent = source.sent();
      if (!sent.isEmpty() && random.nextInt(3) == 0) {
        source.acknowledge(sent.get(random.nextInt(sent.size())).id());
      }
    }
    source.sent().forEach(message -> remember(known, message));
    capture.cutConnections();
  }

  private static void remember(Map<Long, SentMessage> known, SentMessage message) {
    SentMessage before = known.putIfAbsent(message.id(), message);
    if (before != null) {
      assertThat(message).isEqualTo(before);
    }
  }

  private @Nullable Void write(int first, int rows) throws SQLException {
    Random random = new Random(first);
    try (Writer writer = Writer.begin(database)) {
      for (int number = first; number < first + rows; number++) {
        writer.write("INSERT INTO events VALUES (" + number + ")");
        int toss = random.nextInt(6);
        if (toss == 0) {
          writer.rollback();
        } else if (toss < 4) {
          writer.commit();
        }
      }
      writer.commit();
    }
    return null;
  }

  /** Ticks of one row and of many, with rows of others in between; nothing is acknowledged. */
  private List<SentMessage> sendTicksOfManyShapes() throws Exception {
    try (SourceDriver source = SourceDriver.start(newSource());
        Writer slow = Writer.begin(database);
        Writer slower = Writer.begin(database)) {
      slower.write("INSERT INTO events VALUES (100)");
      insert(1, 1);
      source.drain();
      slow.write("INSERT INTO events VALUES (200), (201)");
      insert(2, 6);
      source.drain();
      slow.commit();
      source.drain();
      slower.write("INSERT INTO events VALUES (101), (102)").commit();
      insert(7, 9);
      source.drain();
      return source.sent();
    }
  }

  /** The tick is durable; whoever cut it is gone before a row was sent. */
  private void cutATickAsARoleThatCrashesThen() throws SQLException {
    OutboxName names = new OutboxName(capture.of("events").build().schema());
    try (Connection connection = database.connect(capture.role())) {
      StoredStream stream = new StreamRegistry(connection, names).all().get(0);
      TickStore ticks = new TickStore(connection, names, stream.incarnation());
      TickCutter cutter = new TickCutter(connection, names, stream.incarnation());
      assertThat(cutter.cut(ticks.latest(), new RowBatch.Limit(1, 1))).isPresent();
    }
  }

  private OutboxSource newSource() {
    return new OutboxSource(capture.of("events").build());
  }

  private void insert(int first, int last) throws SQLException {
    database.execute("INSERT INTO events SELECT generate_series(%d, %d)".formatted(first, last));
  }

  /** Each row a statement, and so a bundle. */
  private void insertOneByOne(int first, int last) throws SQLException {
    database.execute(
        "DO $$ BEGIN FOR i IN %d .. %d LOOP INSERT INTO events VALUES (i); END LOOP; END $$"
            .formatted(first, last));
  }

  private static Tuple message(int number) {
    return tuple((long) number, row(number));
  }

  private static String row(int number) {
    return "{\"number\":" + number + "}";
  }

  private static PointOfReference at(long id) {
    return PointOfReference.at(new MessageId(id));
  }
}
