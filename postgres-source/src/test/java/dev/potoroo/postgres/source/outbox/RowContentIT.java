package dev.potoroo.postgres.source.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.potoroo.postgres.source.driver.Capture;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is in a row, and what things are called: all of it arrives exactly. */
@ExtendWith(PostgresExtension.class)
final class RowContentIT {
  private PostgresDatabase database;
  private Capture capture;

  @BeforeEach
  void createDatabase(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    capture = Capture.in(database);
  }

  @Test
  void keepsEveryDigitOfANumeric() throws Exception {
    capture.table("CREATE TABLE t (n numeric)", "t");
    try (SourceDriver source = start("t")) {

      database.execute(
          """
          INSERT INTO t VALUES (1e-20), (12345678901234567890123456789012345678.90),
                               (9007199254740993), (100.00), ('NaN'), (NULL)
          """);

      source.awaitSent(6);
      assertThat(source.payloads())
          .containsExactly(
              "{\"n\":0.00000000000000000001}",
              "{\"n\":12345678901234567890123456789012345678.90}",
              "{\"n\":9007199254740993}",
              "{\"n\":100.00}",
              "{\"n\":\"NaN\"}",
              "{\"n\":null}");
    }
  }

  @Test
  void keepsDatesThatAreInfiniteOrBeforeChrist() throws Exception {
    capture.table("CREATE TABLE t (d date, at timestamptz)", "t");
    try (SourceDriver source = start("t")) {

      database.execute(
          "INSERT INTO t VALUES ('infinity', '-infinity'), ('0044-03-15 BC', '2026-01-02 03:04:05.678901+02')");

      source.awaitSent(2);
      assertThat(source.payloads())
          .containsExactly(
              "{\"d\":\"infinity\",\"at\":\"-infinity\"}",
              "{\"d\":\"0044-03-15 BC\",\"at\":\"2026-01-02T01:04:05.678901+00:00\"}");
    }
  }

  @Test
  void keepsTextWithQuotesControlCharactersAndEveryPlaneOfUnicode() throws Exception {
    capture.table("CREATE TABLE t (id text PRIMARY KEY)", "t");
    String text = "\"quoted\" \\ back\tslash\n\u0001 ümlaut 漢字 🦘 \uD834\uDD1E";
    try (SourceDriver source = start("t");
        var connection = database.connect();
        var insert = connection.prepareStatement("INSERT INTO t VALUES (?)")) {

      insert.setString(1, text);
      insert.execute();

      SentMessage sent = source.awaitSent(1).get(0);
      assertThat(sent.key()).isEqualTo(text);
      JsonNode payload = new ObjectMapper().readTree(sent.payload());
      assertThat(payload.get("id").textValue()).isEqualTo(text);
    }
  }

  @Test
  void doesNotDependOnTheSettingsOfTheWriter() throws Exception {
    capture.table(
        "CREATE TABLE t (day date PRIMARY KEY, at timestamptz, f float8, b bytea, i interval)",
        "t");
    try (SourceDriver source = start("t")) {

      database.execute(
          """
          SET "TimeZone" = 'Australia/Hobart';
          SET extra_float_digits = -10; SET bytea_output = escape;
          SET "IntervalStyle" = 'sql_standard'; SET search_path = pg_temp;
          INSERT INTO public.t VALUES
            ('2026-11-21', '2026-11-21 12:00+00', 0.1234567890123, '\\x00ff', '1 day 2 hours')
          """);

      SentMessage sent = source.awaitSent(1).get(0);
      assertThat(sent.key()).isEqualTo("2026-11-21");
      assertThat(sent.payload())
          .isEqualTo(
              "{\"day\":\"2026-11-21\",\"at\":\"2026-11-21T12:00:00+00:00\",\"f\":0.1234567890123,\"b\":\"\\\\x00ff\",\"i\":\"1 day 02:00:00\"}");
    }
  }

  @Test
  void quotesNamesThatAreNotPlain() throws Exception {
    String table = "\"we\"\"ird schema\".\"we\"\"ird Table.x\"";
    capture.table(
        """
        CREATE SCHEMA "we""ird schema";
        CREATE TABLE %s ("Id?" int, "it's {a} ""name"" \\" text, "select" text, r int, j int,
                         PRIMARY KEY ("select", "Id?"))
        """
            .formatted(table),
        table);
    database.execute("GRANT USAGE ON SCHEMA \"we\"\"ird schema\" TO " + capture.role().name());
    var config =
        capture.of(table).columns("it's {a} \"name\" \\", "select", "Id?", "r", "j").build();
    try (SourceDriver source = SourceDriver.start(new OutboxSource(config))) {

      database.execute("INSERT INTO " + table + " VALUES (1, 'x', 'y', 2, 3)");

      SentMessage sent = source.awaitSent(1).get(0);
      assertThat(sent.key()).isEqualTo("[\"y\", 1]");
      assertThat(sent.payload())
          .isEqualTo(
              "{\"it's {a} \\\"name\\\" \\\\\":\"x\",\"select\":\"y\",\"Id?\":1,\"r\":2,\"j\":3}");
      assertThat(source.stream().name()).contains(table);
    }
  }

  @Test
  void readsARowOfTenMegabytesByItself() throws Exception {
    capture.table("CREATE TABLE t (id int, body text)", "t");
    try (SourceDriver source = start("t")) {

      database.execute(
          "INSERT INTO t SELECT g, repeat('0123456789', 1000000) FROM generate_series(1, 4) AS g");

      assertThat(source.awaitSent(4))
          .extracting(message -> message.payload().length())
          .allMatch(length -> length > 10_000_000);
    }
  }

  @Test
  void leavesOutAKeyThatNoFrameHasRoomFor() throws Exception {
    capture.table("CREATE TABLE t (id text PRIMARY KEY)", "t");
    try (SourceDriver source = start("t")) {

      database.execute("INSERT INTO t VALUES (repeat('x', 70000))");

      assertThat(source.awaitSent(1)).extracting(SentMessage::key).containsExactly("");
    }
  }

  private SourceDriver start(String table) throws Exception {
    return SourceDriver.start(new OutboxSource(capture.of(table).build()));
  }
}
