package dev.potoroo.postgres.source.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.driver.Capture;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The rows of one statement go into the outbox in bundles, of a bounded size, and come out of it
 * one by one, in their order, from wherever reading begins.
 */
@ExtendWith(PostgresExtension.class)
final class BundleIT {
  private PostgresDatabase database;
  private Capture capture;

  @BeforeEach
  void createTable(PostgresDatabase fresh) throws Exception {
    database = fresh;
    capture =
        Capture.in(database).table("CREATE TABLE events (id int PRIMARY KEY, note text)", "events");
    SourceDriver.start(newSource()).close();
  }

  @Test
  void aStatementThatFitsIsOne() throws Exception {
    insert(1, CaptureBody.BUNDLE_ROWS, 10);

    assertThat(bundles()).containsExactly(List.of("1000", "10"));
    assertSends(CaptureBody.BUNDLE_ROWS);
  }

  @Test
  void aRowTooManyMakesTwoOfThem() throws Exception {
    insert(1, CaptureBody.BUNDLE_ROWS + 1, 10);

    assertThat(bundles()).hasSize(2);
    assertSends(CaptureBody.BUNDLE_ROWS + 1);
  }

  @Test
  void noneIsLongerThanItMayBeByMoreThanARow() throws Exception {
    int note = CaptureBody.BUNDLE_BYTES / 10;
    insert(1, 100, note);

    assertThat(database.number("SELECT max(bytes) FROM " + outbox()))
        .isLessThan(CaptureBody.BUNDLE_BYTES + note + 100);
    assertThat(bundles()).hasSizeBetween(11, 15);
    assertSends(100);
  }

  @Test
  void aRowThatIsTooLongForOneHasItsOwn() throws Exception {
    insert(1, 3, 2 * CaptureBody.BUNDLE_BYTES);

    assertThat(bundles()).hasSize(3);
    assertSends(3);
  }

  @Test
  void aStatementThatWritesNothingLeavesNone() throws Exception {
    database.execute("INSERT INTO events SELECT 1, 'x' WHERE false");

    assertThat(bundles()).isEmpty();
  }

  @Test
  void eachStatementOfATransactionHasItsOwn() throws Exception {
    database.execute(
        "BEGIN; INSERT INTO events VALUES (1, 'x'), (2, 'x'); INSERT INTO events VALUES (3, 'x'); COMMIT");

    assertThat(database.column("SELECT row_count FROM " + outbox() + " ORDER BY seq"))
        .containsExactly("2", "1");
    assertSends(3);
  }

  @Test
  void anUpdateHasOneForEachRow() throws Exception {
    OutboxSource updates =
        new OutboxSource(capture.of("events").operations(Operation.UPDATE).build());
    try (SourceDriver source = SourceDriver.start(updates)) {
      insert(1, 3, 10);
      database.execute("UPDATE events SET note = 'new'");

      assertThat(database.column("SELECT row_count FROM " + outbox()))
          .containsExactly("1", "1", "1");
      assertThat(source.awaitSent(3)).extracting(SentMessage::key).containsExactly("1", "2", "3");
    }
  }

  @Test
  void rowsWithoutKeyAreBundledToo() throws Exception {
    Capture keyless = Capture.in(database).table("CREATE TABLE plain (note text)", "plain");
    try (SourceDriver source =
        SourceDriver.start(new OutboxSource(keyless.of("plain").schema("keyless").build()))) {
      database.execute("INSERT INTO plain VALUES ('a'), ('b')");

      List<SentMessage> sent = source.awaitSent(2);

      assertThat(sent).extracting(SentMessage::key).containsExactly("", "");
      assertThat(sent)
          .extracting(SentMessage::payload)
          .containsExactly("{\"note\":\"a\"}", "{\"note\":\"b\"}");
    }
  }

  @Test
  void aFewCreditsAtATimeGoThroughThem() throws Exception {
    int rows = 2_500;
    insert(1, rows, 10);

    try (SourceDriver source = SourceDriver.start(newSource(), 7)) {

      assertInOrder(source.awaitSent(rows), 1, rows);
    }
  }

  @Test
  void readingBeginsAnywhereInThem() throws Exception {
    int rows = 2_500;
    insert(1, 10, 10);
    insert(11, rows, 10);
    assertSends(rows);

    for (long point : new long[] {1, 9, 10, 11, 999, 1000, 1001, 1010, 1011, rows - 1}) {
      try (SourceDriver source =
          SourceDriver.startAfter(newSource(), PointOfReference.at(new MessageId(point)))) {

        assertInOrder(source.awaitSent((int) (rows - point)), point + 1, rows);
      }
    }
  }

  private void assertSends(int rows) throws Exception {
    try (SourceDriver source = SourceDriver.start(newSource(), rows)) {
      assertInOrder(source.awaitSent(rows), 1, rows);
    }
  }

  private static void assertInOrder(List<SentMessage> messages, long first, long last) {
    List<Long> expected = LongStream.rangeClosed(first, last).boxed().toList();
    assertThat(messages).extracting(SentMessage::id).containsExactlyElementsOf(expected);
    assertThat(messages)
        .extracting(message -> Long.valueOf(message.key()))
        .containsExactlyElementsOf(expected);
  }

  /** Number of rows and length of a note, of each bundle. */
  private List<List<@Nullable String>> bundles() throws Exception {
    return database.rows(
        "SELECT row_count::text, length(payloads[1]::json ->> 'note')::text FROM %s ORDER BY seq"
            .formatted(outbox()));
  }

  private String outbox() throws Exception {
    return capture.outbox();
  }

  private void insert(int first, int last, int noteLength) throws Exception {
    database.execute(
        "INSERT INTO events SELECT g, repeat('x', %d) FROM generate_series(%d, %d) AS g"
            .formatted(noteLength, first, last));
  }

  private OutboxSource newSource() {
    return new OutboxSource(capture.of("events").build());
  }
}
