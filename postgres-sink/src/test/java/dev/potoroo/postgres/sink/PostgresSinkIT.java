package dev.potoroo.postgres.sink;

import static dev.potoroo.postgres.sink.Batches.at;
import static dev.potoroo.postgres.sink.Batches.batch;
import static dev.potoroo.postgres.sink.Batches.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.sink.SinkBatch;
import dev.potoroo.connector.sink.SinkStream;
import dev.potoroo.connector.sink.SupersededException;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the sink writes and refuses, as a role that has the rights that the guide grants. */
@ExtendWith(PostgresExtension.class)
final class PostgresSinkIT {
  private static final SinkStream STREAM = stream("public.transactions");
  private static final SinkStream OTHER = stream("public.transfers");

  private final PostgresDatabase database;
  private final PostgresRole role;
  private final PostgresSink sink;

  PostgresSinkIT(PostgresDatabase database) throws SQLException {
    this.database = database;
    database.execute("DROP TABLE IF EXISTS alert_log; DROP SCHEMA IF EXISTS potoroo CASCADE");
    this.role = GuideRights.createTableAndRole(database);
    this.sink = new PostgresSink(Settings.existing(database.connectionString(role)));
  }

  @BeforeEach
  void open() throws Exception {
    sink.open();
  }

  @AfterEach
  void close() {
    sink.close();
  }

  @Test
  void knowsNoMarkOfAStreamThatWasNeverWritten() throws Exception {
    assertThat(sink.highWaterMark(STREAM)).isEqualTo(PointOfReference.NEVER);
  }

  @Test
  void writesRowsAndTheirMarkTogether() throws Exception {
    sink.write(batch(STREAM, PointOfReference.NEVER, 1, "one", "two"));
    sink.write(batch(STREAM, at(2), 7, "seven"));

    assertThat(alerts()).containsExactly("one", "two", "seven");
    assertThat(sink.highWaterMark(STREAM)).isEqualTo(at(7));
    assertThat(database.rows("SELECT DISTINCT xmin FROM potoroo.high_water_mark"))
        .isEqualTo(database.rows("SELECT xmin FROM alert_log WHERE alert_log = 'seven'"));
  }

  @Test
  void keepsAMarkForEachApplicationAndStream() throws Exception {
    SinkStream namesake = new SinkStream("audit", STREAM.id(), STREAM.name());

    sink.write(
        new Batches()
            .message(STREAM, 5, "a")
            .message(OTHER, 3, "b")
            .message(STREAM, 6, "c")
            .batch());

    assertThat(alerts()).containsExactly("a", "b", "c");
    assertThat(sink.highWaterMark(STREAM)).isEqualTo(at(6));
    assertThat(sink.highWaterMark(OTHER)).isEqualTo(at(3));
    assertThat(sink.highWaterMark(namesake)).isEqualTo(PointOfReference.NEVER);
  }

  @Test
  void keepsMarksOfTwoTablesApart() throws Exception {
    database.execute("CREATE TABLE second (alert_log text)");
    database.execute("GRANT INSERT ON TABLE second TO " + role.name());
    sink.write(batch(STREAM, PointOfReference.NEVER, 1, "one"));

    try (PostgresSink second =
        new PostgresSink(
            Settings.of(database.connectionString(role), "second", "alert_log", false))) {
      second.open();
      assertThat(second.highWaterMark(STREAM)).isEqualTo(PointOfReference.NEVER);
      second.write(batch(STREAM, PointOfReference.NEVER, 1, "one"));
    }

    assertThat(database.column("SELECT alert_log FROM second")).containsExactly("one");
    assertThat(alerts()).containsExactly("one");
  }

  @Test
  void takesIdsAndMarksUpToTheLargestUnsignedNumbers() throws Exception {
    SinkStream last = new SinkStream("alerts", new StreamId(-1), "last");
    long largest = -2; // 2^64-2

    sink.write(batch(last, PointOfReference.NEVER, largest - 1, "nearly"));
    sink.write(batch(last, at(largest - 1), largest, "last"));

    assertThat(sink.highWaterMark(last)).isEqualTo(at(largest));
    assertThat(database.rows("SELECT stream, mark FROM potoroo.high_water_mark"))
        .containsExactly(List.of("18446744073709551615", "18446744073709551614"));
  }

  @Test
  void takesMessageIdZero() throws Exception {
    sink.write(batch(STREAM, PointOfReference.NEVER, 0, "zero"));
    sink.write(batch(STREAM, at(0), 1, "one"));

    assertThat(alerts()).containsExactly("zero", "one");
  }

  @Test
  void givesRowsIdsInTheOrderOfTheirMessages() throws Exception {
    String[] payloads = new String[100_000];
    for (int i = 0; i < payloads.length; i++) {
      payloads[i] = "alert " + i;
    }

    sink.write(batch(STREAM, PointOfReference.NEVER, 1, payloads));

    assertThat(database.column("SELECT alert_log FROM alert_log ORDER BY id"))
        .containsExactly(payloads);
    assertThat(sink.highWaterMark(STREAM)).isEqualTo(at(100_000));
  }

  @Test
  void takesAnyTextButNul() throws Exception {
    String odd = "\\N \" ' {a,b} NULL\n\t\r\u0001 \uFFFD 🦘 ";

    sink.write(batch(STREAM, PointOfReference.NEVER, 1, odd, "", "NULL"));

    assertThat(alerts()).containsExactly(odd, "", "NULL");
  }

  @Test
  void takesARowOfTenMegabytes() throws Exception {
    sink.write(batch(STREAM, PointOfReference.NEVER, 1, "x".repeat(10_000_000)));

    assertThat(database.number("SELECT length(alert_log) FROM alert_log")).isEqualTo(10_000_000);
  }

  @Test
  void writesNothingWhenAnotherInstanceHasMovedTheMark() throws Exception {
    sink.write(batch(STREAM, PointOfReference.NEVER, 1, "one"));
    sink.write(batch(STREAM, at(1), 2, "two"));

    assertSuperseded(
        batch(STREAM, at(1), 2, "again"), "expected its high-water mark at 1, found 2");
    assertSuperseded(batch(STREAM, PointOfReference.NEVER, 1, "again"), "at never, found 2");
    assertThat(alerts()).containsExactly("one", "two");
    assertThat(sink.highWaterMark(STREAM)).isEqualTo(at(2));
  }

  @Test
  void writesNothingWhenAMarkIsGone() throws Exception {
    sink.write(batch(STREAM, PointOfReference.NEVER, 1, "one"));
    database.execute("DELETE FROM potoroo.high_water_mark");

    assertSuperseded(batch(STREAM, at(1), 2, "two"), "at 1, found never");
    assertThat(alerts()).containsExactly("one");
  }

  @Test
  void writesNothingWhenOneOfSeveralMarksIsAnother() throws Exception {
    sink.write(batch(OTHER, PointOfReference.NEVER, 9, "nine"));

    assertSuperseded(
        new Batches()
            .message(STREAM, 1, "one")
            .message(OTHER, 10, "ten") // expects NEVER, finds 9
            .batch(),
        "stream public.transfers: expected its high-water mark at never, found 9");

    assertThat(alerts()).containsExactly("nine");
    assertThat(sink.highWaterMark(STREAM)).isEqualTo(PointOfReference.NEVER);
    assertThat(sink.highWaterMark(OTHER)).isEqualTo(at(9));
  }

  @Test
  void writesNothingWhenOneOfSeveralMarksHasMoved() throws Exception {
    sink.write(new Batches().message(STREAM, 1, "one").message(OTHER, 9, "nine").batch());
    sink.write(batch(OTHER, at(9), 10, "ten"));

    assertSuperseded(
        new Batches()
            .expecting(STREAM, at(1))
            .message(STREAM, 2, "two")
            .expecting(OTHER, at(9)) // finds 10
            .message(OTHER, 10, "ten")
            .batch(),
        "stream public.transfers: expected its high-water mark at 9, found 10");

    assertThat(alerts()).containsExactly("one", "nine", "ten");
    assertThat(sink.highWaterMark(STREAM)).isEqualTo(at(1));
  }

  @Test
  void writesNothingWhenOneOfSeveralMarksIsGone() throws Exception {
    sink.write(new Batches().message(STREAM, 1, "one").message(OTHER, 9, "nine").batch());
    database.execute("DELETE FROM potoroo.high_water_mark WHERE mark = 9");

    assertSuperseded(
        new Batches()
            .expecting(STREAM, at(1))
            .message(STREAM, 2, "two")
            .expecting(OTHER, at(9))
            .message(OTHER, 10, "ten")
            .batch(),
        "stream public.transfers: expected its high-water mark at 9, found never");

    assertThat(alerts()).containsExactly("one", "nine");
    assertThat(sink.highWaterMark(STREAM)).isEqualTo(at(1));
  }

  @Test
  void writesSeveralStreamsAndTheirMarksTogether() throws Exception {
    sink.write(new Batches().message(STREAM, 1, "one").message(OTHER, 9, "nine").batch());
    sink.write(
        new Batches()
            .expecting(OTHER, at(9))
            .message(OTHER, 10, "ten")
            .expecting(STREAM, at(1))
            .message(STREAM, 2, "two")
            .batch());

    assertThat(alerts()).containsExactly("one", "nine", "ten", "two");
    assertThat(sink.highWaterMark(STREAM)).isEqualTo(at(2));
    assertThat(sink.highWaterMark(OTHER)).isEqualTo(at(10));
  }

  @Test
  void goesOnAfterARefusal() throws Exception {
    sink.write(batch(STREAM, PointOfReference.NEVER, 1, "one"));
    assertSuperseded(batch(STREAM, PointOfReference.NEVER, 1, "one"), "found 1");

    sink.write(batch(STREAM, at(1), 2, "two"));

    assertThat(alerts()).containsExactly("one", "two");
  }

  private void assertSuperseded(SinkBatch batch, String text) {
    assertThatThrownBy(() -> sink.write(batch))
        .isInstanceOf(SupersededException.class)
        .hasMessageStartingWith("another instance of application alerts has written stream ")
        .hasMessageContaining(text);
  }

  private List<String> alerts() throws SQLException {
    return database.column("SELECT alert_log FROM alert_log ORDER BY id");
  }
}
