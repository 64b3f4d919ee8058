package dev.potoroo.postgres.source.notify;

import static dev.potoroo.postgres.source.capture.Operation.DELETE;
import static dev.potoroo.postgres.source.capture.Operation.INSERT;
import static dev.potoroo.postgres.source.capture.Operation.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.SourceConnection;
import dev.potoroo.postgres.source.capture.TableChoice;
import dev.potoroo.postgres.source.driver.Capture;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Mode notify: rows of our tables and channels of others, as messages. */
@ExtendWith(PostgresExtension.class)
final class NotifySourceIT {
  private PostgresDatabase database;
  private Capture capture;

  @BeforeEach
  void createTable(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    capture =
        Capture.in(database).table("CREATE TABLE notes (id text PRIMARY KEY, body text)", "notes");
  }

  @Test
  void sendsThePayloadsOfAForeignChannelAsTheyAre() throws Exception {
    var config = Capture.withoutRights(database).of().notifying("Their channel").build();
    try (SourceDriver source = SourceDriver.start(new NotifySource(config))) {

      database.execute(
          """
          NOTIFY "Their channel", 'one'; NOTIFY "Their channel";
          NOTIFY other, 'not ours'; NOTIFY "Their channel", 'drei 🦘'
          """);

      assertThat(source.awaitSent(3))
          .extracting(SentMessage::id, SentMessage::key, SentMessage::payload)
          .containsExactly(tuple(1L, "", "one"), tuple(2L, "", ""), tuple(3L, "", "drei 🦘"));
    }
  }

  @Test
  void sendsRowsOfATableWithKeyAndTime() throws Exception {
    long before = System.currentTimeMillis();
    try (SourceDriver source = SourceDriver.start(new NotifySource(notes()))) {

      database.execute("INSERT INTO notes VALUES ('k 🦘 1', 'first'), ('', NULL)");

      List<SentMessage> sent = source.awaitSent(2);
      assertThat(sent)
          .extracting(SentMessage::key, SentMessage::payload)
          .containsExactly(
              tuple("k 🦘 1", "{\"id\":\"k 🦘 1\",\"body\":\"first\"}"),
              tuple("", "{\"id\":\"\",\"body\":null}"));
      assertThat(sent.get(0).eventTime()).isBetween(before, System.currentTimeMillis());
    }
  }

  @Test
  void sendsARowThatFitsNoNotification() throws Exception {
    try (SourceDriver source = SourceDriver.start(new NotifySource(notes()))) {

      database.execute(
          """
          INSERT INTO notes
          SELECT g, repeat('ü', g) FROM unnest(ARRAY[10, 3900, 4000, 5000000, 20]) AS g
          """);

      source.awaitSent(5);
      assertThat(source.payloads())
          .isEqualTo(
              database.column(
                  """
                  SELECT row_to_json(n) FROM notes AS n
                  ORDER BY array_position(ARRAY['10', '3900', '4000', '5000000', '20'], id)
                  """));
      assertThat(database.number("SELECT count(*) FROM potoroo.oversize")).isZero();
    }
  }

  @Test
  void failsNoWriterWhateverTheSizeOfTheRow() throws Exception {
    try (SourceDriver source = SourceDriver.start(new NotifySource(notes()))) {

      for (int size = 7_900; size < 8_010; size++) {
        database.execute("INSERT INTO notes SELECT %d, repeat('x', %d)".formatted(size, size));
      }

      assertThat(source.awaitSent(110)).extracting(SentMessage::key).startsWith("7900");
    }
  }

  @Test
  void sendsEqualRowsOfOneTransactionEach() throws Exception {
    capture.table("CREATE TABLE ticks (n int)", "ticks");
    try (SourceDriver source =
        SourceDriver.start(new NotifySource(capture.of("ticks").notifying().build()))) {

      database.execute("INSERT INTO ticks SELECT 1 FROM generate_series(1, 5)");

      source.awaitSent(5);
      assertThat(source.payloads()).isEqualTo(Collections.nCopies(5, "{\"n\":1}"));
    }
  }

  @Test
  void givesBeforeAndAfter() throws Exception {
    var config =
        capture.of("notes").notifying().operations(INSERT, UPDATE, DELETE).columns("body").build();
    try (SourceDriver source = SourceDriver.start(new NotifySource(config))) {

      database.execute("INSERT INTO notes VALUES ('a', 'x')");
      database.execute("UPDATE notes SET body = 'y'");
      database.execute("DELETE FROM notes");

      source.awaitSent(3);
      assertThat(source.payloads())
          .containsExactly(
              "{\"operation\":\"insert\",\"before\":null,\"after\":{\"body\":\"x\"}}",
              "{\"operation\":\"update\",\"before\":{\"body\":\"x\"},\"after\":{\"body\":\"y\"}}",
              "{\"operation\":\"delete\",\"before\":{\"body\":\"y\"},\"after\":null}");
    }
  }

  @Test
  void sendsAgainWhatTheApplicationHadNotAcknowledged() throws Exception {
    try (SourceDriver source = SourceDriver.start(new NotifySource(notes()))) {
      database.execute("INSERT INTO notes VALUES ('a'), ('b'), ('c')");
      source.awaitSent(3);
      source.acknowledge(1);

      source.reconnect();
      database.execute("INSERT INTO notes VALUES ('d')");

      assertThat(source.awaitSent(6))
          .extracting(SentMessage::id, SentMessage::key)
          .containsExactly(
              tuple(1L, "a"),
              tuple(2L, "b"),
              tuple(3L, "c"),
              tuple(2L, "b"),
              tuple(3L, "c"),
              tuple(4L, "d"));
    }
  }

  @Test
  void countsOnAfterTheDatabaseWasAway() throws Exception {
    NotifySource notifySource = new NotifySource(notes());
    SourceDriver before = SourceDriver.start(notifySource);
    database.execute("INSERT INTO notes VALUES ('a'), ('b')");
    before.awaitSent(2);
    before.acknowledge(1);
    capture.cutConnections();
    assertThatThrownBy(before::drain).isInstanceOf(RetryableException.class);
    before.close();

    try (SourceDriver source = SourceDriver.start(notifySource)) {
      database.execute("INSERT INTO notes VALUES ('c')");

      assertThat(source.stream()).isNotEqualTo(before.stream());
      assertThat(source.stream().name()).isEqualTo(before.stream().name());
      assertThat(source.awaitSent(2))
          .extracting(SentMessage::id, SentMessage::key)
          .containsExactly(tuple(2L, "b"), tuple(3L, "c"));
    }
  }

  @Test
  void throwsAwayLongRowsThatCameWhileNobodyListened() throws Exception {
    SourceDriver.start(new NotifySource(notes())).close();
    database.execute("INSERT INTO notes VALUES ('lost', repeat('x', 9000))");

    try (SourceDriver source = SourceDriver.start(new NotifySource(notes()))) {

      assertThat(source.drain()).isEmpty();
      assertThat(database.number("SELECT count(*) FROM potoroo.oversize")).isZero();
    }
  }

  @Test
  void isAnotherStreamInEachLifeOfTheProcess() throws Exception {
    try (SourceDriver one = SourceDriver.start(new NotifySource(notes()));
        SourceDriver other = SourceDriver.start(new NotifySource(notes()))) {

      assertThat(one.stream().name()).startsWith(database.name() + "/notify/notes/");
      assertThat(other.stream().name()).isNotEqualTo(one.stream().name());
    }
  }

  @Test
  void removesEveryTrace() throws Exception {
    SourceDriver.start(new NotifySource(notes())).close();

    List<String> removed;
    try (Connection connection = SourceConnection.open(notes().connection())) {
      removed = new NotifyRemoval(connection, notes().schema()).remove(new TableChoice(List.of()));
    }

    assertThat(removed).containsExactly("\"public\".\"notes\"");
    assertThat(database.column("SELECT nspname FROM pg_namespace")).doesNotContain("potoroo");
    assertThat(database.number("SELECT count(*) FROM pg_trigger")).isZero();
  }

  private CaptureConfig notes() {
    return capture.of("notes").notifying().build();
  }
}
