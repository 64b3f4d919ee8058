package dev.potoroo.postgres.sink;

import static dev.potoroo.postgres.sink.Batches.at;
import static dev.potoroo.postgres.sink.Batches.batch;
import static dev.potoroo.postgres.sink.Batches.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.connector.sink.SinkBatch;
import dev.potoroo.connector.sink.SinkStream;
import dev.potoroo.connector.sink.SupersededException;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** After every kind of disconnection the mark tells what was written. */
@ExtendWith(PostgresExtension.class)
final class DisconnectionIT {
  private static final SinkStream STREAM = stream("public.transactions");

  private PostgresDatabase database;
  private PostgresRole role;
  private PostgresSink sink;

  @BeforeEach
  void open(PostgresDatabase empty) throws Exception {
    database = empty;
    role = GuideRights.createTableAndRole(database);
    sink = new PostgresSink(Settings.existing(database.connectionString(role)));
    sink.open();
    sink.write(batch(STREAM, PointOfReference.NEVER, 1, "one"));
  }

  @AfterEach
  void close() {
    sink.close();
  }

  @Test
  void goesOnAfterARestartOfTheServer() throws Exception {
    database.server().restart();

    assertThatThrownBy(() -> sink.write(batch(STREAM, at(1), 2, "two")))
        .isInstanceOf(RetryableException.class)
        .hasMessageStartingWith("while writing 1 messages to table public.alert_log: ");
    reopen();
    sink.write(batch(STREAM, sink.highWaterMark(STREAM), 2, "two"));

    assertThat(alerts()).containsExactly("one", "two");
  }

  @Test
  void keepsWhatItAcknowledgedThroughACrashOfTheServer() throws Exception {
    database.server().kill();
    reopen();

    assertThat(sink.highWaterMark(STREAM)).isEqualTo(at(1));
    assertThat(alerts()).containsExactly("one");
  }

  @Test
  void waitsForAServerThatIsDown() throws Exception {
    sink.close();
    database.server().stopNow();
    try {
      assertThatThrownBy(sink::open)
          .isInstanceOf(RetryableException.class)
          .hasMessageStartingWith("waiting for PostgreSQL, ");
      sink.close();
    } finally {
      database.server().startAgain();
    }

    sink.open();
    assertThat(sink.highWaterMark(STREAM)).isEqualTo(at(1));
  }

  @Test
  void writesAllOrNothingWhenItsBackendIsTerminatedInTheMiddle() throws Exception {
    // Another transaction holds the mark, so that the batch is under way and cannot end.
    CompletableFuture<Void> writing;
    try (Connection other = database.connect()) {
      other.setAutoCommit(false);
      other.createStatement().execute("SELECT * FROM potoroo.high_water_mark FOR UPDATE");
      writing = writeElsewhere(batch(STREAM, at(1), 2, "two"));
      awaitLockWait();

      database.terminateBackends("wait_event_type = 'Lock'");
      assertThatThrownBy(() -> writing.get(10, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(RetryableException.class);
      other.rollback();
    }

    reopen();
    assertThat(sink.highWaterMark(STREAM)).isEqualTo(at(1));
    assertThat(alerts()).containsExactly("one");
  }

  @Test
  void knowsByTheMarkThatABatchWasWrittenWhenTheAnswerIsLost() throws Exception {
    try (AnswerCutter cutter =
        new AnswerCutter(database.server().host(), database.server().port())) {
      sink.close();
      sink =
          new PostgresSink(
              Settings.existing(database.connectionString(role) + " port=" + cutter.port()));
      sink.open();
      assertThat(sink.highWaterMark(STREAM)).isEqualTo(at(1));

      cutter.cutTheNextAnswer();
      assertThatThrownBy(() -> sink.write(batch(STREAM, at(1), 2, "two", "three")))
          .isInstanceOf(RetryableException.class);
      cutter.passOn();
      reopen();

      assertThat(sink.highWaterMark(STREAM)).isEqualTo(at(3));
      assertThat(alerts()).containsExactly("one", "two", "three");
    }
  }

  @Test
  void isRefusedWhenAnOlderTransactionCommitsAfterTheMarkWasRead() throws Exception {
    // Given an earlier connection's transaction that is still under way
    try (Connection earlier = database.connect()) {
      earlier.setAutoCommit(false);
      earlier
          .createStatement()
          .execute(
              "UPDATE potoroo.high_water_mark SET mark = 2;"
                  + " INSERT INTO alert_log (alert_log) VALUES ('two')");
      assertThat(sink.highWaterMark(STREAM)).isEqualTo(at(1));

      CompletableFuture<Void> writing = writeElsewhere(batch(STREAM, at(1), 2, "two"));
      awaitLockWait();
      earlier.commit();

      assertThatThrownBy(() -> writing.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(SupersededException.class);
    }
    assertThat(alerts()).containsExactly("one", "two");
  }

  @Test
  void letsOnlyOneOfTwoThatBeginTheSameStreamWrite() throws Exception {
    SinkStream fresh = stream("public.fresh");
    try (Connection earlier = database.connect()) {
      earlier.setAutoCommit(false);
      earlier
          .createStatement()
          .execute(
              "INSERT INTO potoroo.high_water_mark (application, target, stream, name, mark)"
                  + " SELECT application, target, "
                  + fresh.id()
                  + ", 'public.fresh', 7 FROM potoroo.high_water_mark");

      CompletableFuture<Void> writing =
          writeElsewhere(batch(fresh, PointOfReference.NEVER, 1, "again"));
      awaitLockWait();
      earlier.commit();

      assertThatThrownBy(() -> writing.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(SupersededException.class)
          .hasMessageContaining("at never, found 7");
    }
    assertThat(alerts()).containsExactly("one");
  }

  @Test
  void commitsDurablyWhereTheServerWouldNot() throws Exception {
    database.execute("ALTER DATABASE " + database.name() + " SET synchronous_commit = off");
    reopen();

    try (Connection connection = database.connect()) {
      assertThat(setting(connection)).isEqualTo("off");
      DurableCommits.require(connection);
      assertThat(setting(connection)).isEqualTo("on");
    }
  }

  private static String setting(Connection connection) throws SQLException {
    try (var rows = connection.createStatement().executeQuery("SHOW synchronous_commit")) {
      rows.next();
      return rows.getString(1);
    }
  }

  private CompletableFuture<Void> writeElsewhere(SinkBatch batch) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                sink.write(batch);
                written.complete(null);
              } catch (Exception e) {
                written.completeExceptionally(e);
              }
            });
    thread.start();
    return written;
  }

  private void awaitLockWait() {
    await()
        .until(
            () ->
                database.number(
                        "SELECT count(*) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
                    == 1);
  }

  private void reopen() throws Exception {
    sink.close();
    sink.open();
  }

  private List<String> alerts() throws SQLException {
    return database.column("SELECT alert_log FROM alert_log ORDER BY id");
  }
}
