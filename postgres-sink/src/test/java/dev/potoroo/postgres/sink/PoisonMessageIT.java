package dev.potoroo.postgres.sink;

import static dev.potoroo.postgres.sink.Batches.at;
import static dev.potoroo.postgres.sink.Batches.batch;
import static dev.potoroo.postgres.sink.Batches.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.sink.SinkBatch;
import dev.potoroo.connector.sink.SinkStream;
import dev.potoroo.postgres.sink.batch.PoisonMessageException;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A message that cannot be written is named, and nothing of its batch is written. */
@ExtendWith(PostgresExtension.class)
final class PoisonMessageIT {
  private static final SinkStream STREAM = stream("public.transactions");

  private final PostgresDatabase database;
  private final PostgresRole role;
  private final PostgresSink sink;

  PoisonMessageIT(PostgresDatabase database) {
    this.database = database;
    this.role = database.createRole();
    this.sink = new PostgresSink(Settings.existing(database.connectionString(role)));
  }

  @AfterEach
  void close() throws SQLException {
    sink.close();
    database.execute("DROP TABLE alert_log; DROP SCHEMA potoroo CASCADE");
  }

  @Test
  void namesAPayloadThatIsNotUtf8() throws Exception {
    given("CREATE TABLE alert_log (alert_log text)");

    assertPoison(
        new Batches()
            .message(STREAM, 1, "one")
            .message(STREAM, 2, new byte[] {'a', 'b', (byte) 0xC3, '('})
            .batch(),
        2,
        "its payload is not UTF-8, at byte 2");
  }

  @Test
  void namesAPayloadWithNul() throws Exception {
    given("CREATE TABLE alert_log (alert_log varchar)");

    assertPoison(
        batch(STREAM, PointOfReference.NEVER, 1, "one", "two", "th\0ree"),
        3,
        "its payload holds the character NUL, which PostgreSQL's text cannot");
  }

  @Test
  void namesAPayloadThatIsTooLong() throws Exception {
    given("CREATE TABLE alert_log (alert_log varchar(5))");

    assertPoison(
        batch(STREAM, PointOfReference.NEVER, 1, "one", "two", "seventeen", "four", "too long"),
        3,
        "value too long for type character varying(5)");
  }

  @Test
  void namesAPayloadThatIsNotJson() throws Exception {
    given("CREATE TABLE alert_log (alert_log jsonb)");

    assertPoison(
        batch(STREAM, PointOfReference.NEVER, 1, "{}", "[1, 2]", "{", "{}"), 3, "SQLSTATE 22P02");
  }

  @Test
  void namesAPayloadThatAConstraintForbids() throws Exception {
    given("CREATE TABLE alert_log (alert_log text CHECK (alert_log <> 'tree'))");

    assertPoison(
        batch(STREAM, PointOfReference.NEVER, 1, "one", "tree"),
        2,
        "violates check constraint \"alert_log_alert_log_check\"");
  }

  @Test
  void namesTheSecondOfTwoThatMustNotBeAlike() throws Exception {
    given("CREATE TABLE alert_log (alert_log text UNIQUE)");

    assertPoison(
        batch(STREAM, PointOfReference.NEVER, 1, "one", "two", "one", "four"),
        3,
        "violates unique constraint \"alert_log_alert_log_key\"");
  }

  @Test
  void namesAPayloadThatAConstraintForbidsOnlyAtTheCommit() throws Exception {
    given("CREATE TABLE alert_log (alert_log text UNIQUE DEFERRABLE INITIALLY DEFERRED)");

    assertPoison(
        batch(STREAM, PointOfReference.NEVER, 1, "one", "two", "one"),
        3,
        "violates unique constraint \"alert_log_alert_log_key\"");
  }

  private void given(String table) throws Exception {
    database.execute(table);
    GuideRights.giveToSink(database, role);
    sink.open();
  }

  private void assertPoison(SinkBatch batch, int id, String reason) throws Exception {
    assertThatThrownBy(() -> sink.write(batch))
        .isInstanceOf(PoisonMessageException.class)
        .hasMessageStartingWith(
            "message %d of stream public.transactions (%s) of application alerts cannot be written: "
                .formatted(id, STREAM.id()))
        .hasMessageContaining(reason)
        .hasNoCause();
    assertThat(database.number("SELECT count(*) FROM alert_log")).isZero();
    assertThat(sink.highWaterMark(STREAM)).isEqualTo(PointOfReference.NEVER);

    sink.write(batch(STREAM, PointOfReference.NEVER, 1, "[]"));

    assertThat(database.number("SELECT count(*) FROM alert_log")).isEqualTo(1);
    assertThat(sink.highWaterMark(STREAM)).isEqualTo(at(1));
  }
}
