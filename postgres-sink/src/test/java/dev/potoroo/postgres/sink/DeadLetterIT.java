package dev.potoroo.postgres.sink;

import static dev.potoroo.postgres.sink.Batches.at;
import static dev.potoroo.postgres.sink.Batches.batch;
import static dev.potoroo.postgres.sink.Batches.stream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.sink.SinkBatch;
import dev.potoroo.connector.sink.SinkBatch.MarkUpdate;
import dev.potoroo.connector.sink.SinkMessage;
import dev.potoroo.connector.sink.SinkStream;
import dev.potoroo.connector.sink.SupersededException;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With dead letters a message that the table refuses holds nothing up and is not lost. */
@ExtendWith(PostgresExtension.class)
final class DeadLetterIT {
  private static final SinkStream STREAM = stream("public.transactions");

  private final PostgresDatabase database;
  private final PostgresRole role;
  private final PostgresSink sink;

  DeadLetterIT(PostgresDatabase database) {
    this.database = database;
    this.role = database.createRole();
    this.sink =
        new PostgresSink(
            Settings.keepingDeadLetters(Settings.existing(database.connectionString(role))));
  }

  @AfterEach
  void close() throws SQLException {
    sink.close();
    database.execute("DROP TABLE alert_log; DROP SCHEMA potoroo CASCADE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          text CHECK (alert_log <> 'bad')              | bad    | 23514
          text UNIQUE                                  | good   | 23505
          text UNIQUE DEFERRABLE INITIALLY DEFERRED    | good   | 23505
          varchar(5)                                   | longer | 22001
          text                                         | a\\0b  | 22021
          varchar                                      | \\ff   | 22021
          text REFERENCES known (word)                 | bad    | 23503
          """)
  void writesTheOthersOfTheBatchInOrder(String type, String bad, String state) throws Exception {
    database.execute(
        "CREATE TABLE IF NOT EXISTS known (word text PRIMARY KEY);"
            + " INSERT INTO known VALUES ('good'), ('also'), ('last') ON CONFLICT DO NOTHING");
    given("CREATE TABLE alert_log (id serial, alert_log %s)".formatted(type));
    byte[] refused = bytes(bad);

    sink.write(
        new Batches()
            .message(STREAM, 1, "good")
            .message(STREAM, 2, refused)
            .message(STREAM, 3, "also")
            .message(STREAM, 4, refused)
            .message(STREAM, 5, "last")
            .batch());

    assertThat(alerts()).containsExactly("good", "also", "last");
    assertThat(letters("message, sqlstate"))
        .containsExactly(List.of("2", state), List.of("4", state));
    assertThat(sink.highWaterMark(STREAM)).isEqualTo(at(5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          json  | {         | 22P02
          jsonb | "\\u0000" | 22P05
          """)
  void takesWhatIsJsonAndKeepsWhatIsNot(String type, String bad, String state) throws Exception {
    given("CREATE TABLE alert_log (id serial, alert_log " + type + ")");

    sink.write(batch(STREAM, PointOfReference.NEVER, 1, "[1]", bad, "[3]"));

    assertThat(alerts()).containsExactly("[1]", "[3]");
    assertThat(letters("message, sqlstate")).containsExactly(List.of("2", state));
  }

  @Test
  void keepsJsonThatIsNestedTooDeepForTheServer() throws Exception {
    given("CREATE TABLE alert_log (id serial, alert_log json)");

    sink.write(
        batch(STREAM, PointOfReference.NEVER, 1, "[1]", "[".repeat(500_000) + "]".repeat(500_000)));

    assertThat(alerts()).containsExactly("[1]");
    assertThat(letters("message, sqlstate")).containsExactly(List.of("2", "54001"));
  }

  @Test
  void keepsWhatATriggerRaisesAgainst() throws Exception {
    given(
        """
        CREATE TABLE alert_log (id serial, alert_log text);
        CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            RAISE EXCEPTION 'not today';
          END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON alert_log FOR EACH ROW
          WHEN (NEW.alert_log = 'bad') EXECUTE FUNCTION refuse()""");

    sink.write(batch(STREAM, PointOfReference.NEVER, 1, "good", "bad"));

    assertThat(alerts()).containsExactly("good");
    assertThat(letters("sqlstate, reason")).containsExactly(List.of("P0001", "not today"));
  }

  @Test
  void keepsAllOfTheMessage() throws Exception {
    given("CREATE TABLE alert_log (alert_log varchar(5))");
    SinkStream last = new SinkStream("alerts", new StreamId(-1), "last");
    long largest = -2; // 2^64-2
    SinkMessage message =
        new SinkMessage(
            last,
            new MessageId(largest),
            Long.MIN_VALUE,
            new byte[] {0, (byte) 0xFF},
            "too long".getBytes(UTF_8));

    sink.write(
        new SinkBatch(
            List.of(message), List.of(new MarkUpdate(last, PointOfReference.NEVER, at(largest)))));

    assertThat(
            letters(
                "application, target, stream, name, message, event_time, key, payload::text,"
                    + " reason"))
        .containsExactly(
            List.of(
                "alerts",
                "public.alert_log(alert_log)",
                "18446744073709551615",
                "last",
                "18446744073709551614",
                "-9223372036854775808",
                "\\x00ff",
                "\\x746f6f206c6f6e67", // too long
                "value too long for type character varying(5)"));
  }

  @Test
  void writesRowsDeadLettersAndMarkInOneTransaction() throws Exception {
    given("CREATE TABLE alert_log (alert_log varchar(5))");

    sink.write(batch(STREAM, PointOfReference.NEVER, 1, "seventeen"));

    assertThat(letters("xmin"))
        .isEqualTo(database.rows("SELECT xmin FROM potoroo.high_water_mark"));
  }

  @Test
  void goesOnWithWholeBatchesAfterwards() throws Exception {
    given("CREATE TABLE alert_log (id serial, alert_log varchar(5))");
    sink.write(batch(STREAM, PointOfReference.NEVER, 1, "one", "seventeen"));

    sink.write(batch(STREAM, at(2), 3, "three"));

    assertThat(alerts()).containsExactly("one", "three");
  }

  @Test
  void keepsNothingWhenAnotherInstanceHasMovedTheMark() throws Exception {
    given("CREATE TABLE alert_log (id serial, alert_log varchar(5))");
    sink.write(batch(STREAM, PointOfReference.NEVER, 1, "one", "seventeen"));

    assertThatThrownBy(() -> sink.write(batch(STREAM, at(1), 2, "seventeen", "three")))
        .isInstanceOf(SupersededException.class)
        .hasMessageContaining("expected its high-water mark at 1, found 2");

    assertThat(alerts()).containsExactly("one");
    assertThat(letters("message")).containsExactly(List.of("2"));
  }

  @Test
  void doesNotBlameTheMessagesWhenASequenceIsExhausted() throws Exception {
    given("CREATE TABLE alert_log (id serial, alert_log text)");
    database.execute("ALTER SEQUENCE alert_log_id_seq MAXVALUE 2");

    assertThatThrownBy(() -> sink.write(batch(STREAM, PointOfReference.NEVER, 1, "a", "b", "c")))
        .isInstanceOf(RefusedByPostgresException.class)
        .hasMessageContaining("SQLSTATE 2200H");

    assertThat(letters("*")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "10, 6", "5000, 13"})
  void triesARowNoMoreOftenThanALogarithm(int refused, int tries) throws Exception {
    given("CREATE TABLE alert_log (id serial, alert_log text CHECK (alert_log <> 'bad'))");
    int count = 5000;
    String[] payloads = new String[count];
    for (int i = 0; i < count; i++) {
      payloads[i] = i % (count / refused) == 0 ? "bad" : "good";
    }

    sink.write(batch(STREAM, PointOfReference.NEVER, 1, payloads));

    assertThat(letters("message")).hasSize(refused);
    assertThat(alerts()).hasSize(count - refused);
    // A sequence is not rolled back: it has counted each row that was tried.
    assertThat(database.number("SELECT last_value FROM alert_log_id_seq"))
        .isLessThanOrEqualTo((long) count * tries);
  }

  private void given(String table) throws Exception {
    database.execute(table);
    GuideRights.giveToSink(database, role);
    GuideRights.giveForDeadLetters(database, role, role);
    sink.open();
  }

  private static byte[] bytes(String payload) {
    return switch (payload) {
      case "\\ff" -> new byte[] {(byte) 0xFF};
      default -> payload.replace("\\0", "\0").getBytes(UTF_8);
    };
  }

  private List<String> alerts() throws SQLException {
    return database.column("SELECT alert_log FROM alert_log ORDER BY id");
  }

  private List<List<@Nullable String>> letters(String columns) throws SQLException {
    return database.rows("SELECT " + columns + " FROM potoroo.dead_letter ORDER BY id");
  }
}
