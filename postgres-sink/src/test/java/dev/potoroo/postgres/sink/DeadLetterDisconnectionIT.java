package dev.potoroo.postgres.sink;

import static dev.potoroo.postgres.sink.Batches.at;
import static dev.potoroo.postgres.sink.Batches.batch;
import static dev.potoroo.postgres.sink.Batches.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.connector.sink.SinkBatch;
import dev.potoroo.connector.sink.SinkStream;
import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.sink.deadletter.Replay;
import dev.potoroo.postgres.sink.schema.DeadLetterTable;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows, dead letters and marks agree, wherever between two steps the connection is lost. */
@ExtendWith(PostgresExtension.class)
final class DeadLetterDisconnectionIT {
  private static final SinkStream STREAM = stream("public.transactions");
  private static final SinkBatch BATCH =
      batch(STREAM, PointOfReference.NEVER, 1, "one", "seventeen", "three", "th\0ree", "too long");

  private PostgresDatabase database;
  private AnswerCutter cutter;
  private PostgresSinkSettings settings;
  private ConnectionSettings repair;

  /** What happens between two steps. */
  enum Loss {
    BACKEND_BEFORE_THE_STEP,
    ANSWER_TO_THE_STEP
  }

  @BeforeEach
  void start(PostgresDatabase empty) throws Exception {
    database = empty;
    cutter = new AnswerCutter(database.server().host(), database.server().port());
    PostgresRole role = database.createRole();
    PostgresRole repairer = database.createRole();
    database.execute("CREATE TABLE alert_log (id serial, alert_log varchar(5))");
    GuideRights.giveToSink(database, role);
    GuideRights.giveForDeadLetters(database, role, repairer);
    settings =
        Settings.keepingDeadLetters(
            Settings.existing(database.connectionString(role) + " port=" + cutter.port()));
    repair =
        ConnectionSettings.parse(database.connectionString(repairer) + " port=" + cutter.port());
  }

  @AfterEach
  void stop() throws Exception {
    cutter.close();
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void writesABatchAndItsDeadLettersOnceWhicheverStepIsLost(Loss loss) throws Exception {
    int step = 1;
    while (isLostWhileWriting(step, loss)) {
      step++;
    }

    // Begin and marks; constraints; tries, some of them taken back; dead letters; commit.
    assertThat(step).isGreaterThan(10);
  }

  private boolean isLostWhileWriting(int step, Loss loss) throws Exception {
    try (PostgresSink sink = new PostgresSink(settings)) {
      sink.open();
      database.execute("TRUNCATE alert_log, potoroo.high_water_mark, potoroo.dead_letter");
      cutter.beforeRequest(step, () -> lose(loss));
      @Nullable Throwable lost = failure(() -> sink.write(BATCH));
      boolean reached = cutter.isReached();
      cutter.passOn();
      if (!reached) {
        assertThat(lost).isNull();
        assertWritten(sink);
        return false;
      }
      assertThat(lost).as("step %d", step).isInstanceOf(RetryableException.class);

      reopen(sink);
      if (sink.highWaterMark(STREAM).isNever()) {
        assertThat(alerts()).as("after step %d", step).isEmpty();
        assertThat(letters()).as("after step %d", step).isEmpty();
        sink.write(BATCH);
      }
      assertWritten(sink);
      return true;
    }
  }

  private void reopen(PostgresSink sink) throws Exception {
    sink.close();
    awaitNoBackend();
    sink.open();
  }

  private void assertWritten(PostgresSink sink) throws Exception {
    assertThat(sink.highWaterMark(STREAM)).isEqualTo(at(5));
    assertThat(alerts()).containsExactly("one", "three");
    assertThat(letters()).containsExactly("2", "4", "5");
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void replaysEachDeadLetterOnceWhicheverStepIsLost(Loss loss) throws Exception {
    try (PostgresSink sink = new PostgresSink(settings)) {
      sink.open();
      sink.write(BATCH);
    }
    database.execute(
        "ALTER TABLE alert_log ALTER alert_log TYPE text;"
            + " CREATE TABLE original AS TABLE potoroo.dead_letter");
    int step = 1;
    while (isLostWhileReplaying(step, loss)) {
      step++;
    }

    // The last id; the ids; three dead letters; no more ids.
    assertThat(step).isEqualTo(7);
  }

  private boolean isLostWhileReplaying(int step, Loss loss) throws Exception {
    database.execute(
        "TRUNCATE alert_log, potoroo.dead_letter; INSERT INTO potoroo.dead_letter"
            + " OVERRIDING SYSTEM VALUE SELECT * FROM original");
    boolean reached;
    try (Connection connection = repair.open("potoroo postgres-sink replay")) {
      Replay replay = replay(connection);
      cutter.beforeRequest(step, () -> lose(loss));
      @Nullable Throwable lost = failure(() -> replay.run((id, reason) -> {}));
      reached = cutter.isReached();
      assertThat(lost != null).as("step %d fails", step).isEqualTo(reached);
    }
    cutter.passOn();
    awaitNoBackend();

    try (Connection connection = repair.open("potoroo postgres-sink replay")) {
      replay(connection).run((id, reason) -> {});
    }

    assertThat(alerts()).as("after step %d", step).containsExactly("seventeen", "too long");
    assertThat(letters()).as("after step %d", step).containsExactly("4"); // NUL is still refused
    return reached;
  }

  private Replay replay(Connection connection) throws Exception {
    return new Replay(
        connection,
        new DeadLetterTable(settings.schema()),
        settings.schemaCheck().target(connection));
  }

  private interface Attempt {
    void run() throws Exception;
  }

  private static @Nullable Throwable failure(Attempt attempt) {
    return catchThrowable(attempt::run);
  }

  private void lose(Loss loss) {
    switch (loss) {
      case BACKEND_BEFORE_THE_STEP ->
          database.terminateBackends("application_name LIKE 'potoroo postgres-sink%'");
      case ANSWER_TO_THE_STEP -> cutter.cutTheNextAnswer();
    }
  }

  private void awaitNoBackend() {
    await()
        .until(
            () ->
                database.number(
                        "SELECT count(*) FROM pg_stat_activity"
                            + " WHERE datname = current_database()"
                            + " AND application_name LIKE 'potoroo postgres-sink%'")
                    == 0);
  }

  private List<String> alerts() throws SQLException {
    return database.column("SELECT alert_log FROM alert_log ORDER BY id");
  }

  private List<String> letters() throws SQLException {
    return database.column("SELECT message FROM potoroo.dead_letter ORDER BY id");
  }
}
