package dev.potoroo.postgres.source.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.TableChoice;
import dev.potoroo.postgres.source.driver.LogCaptureBuilder;
import dev.potoroo.postgres.source.driver.SentMessage;
import dev.potoroo.postgres.source.driver.SourceDriver;
import dev.potoroo.postgres.source.driver.Writer;
import dev.potoroo.postgres.source.outbox.OutboxRemoval;
import dev.potoroo.postgres.source.wal.snapshot.SnapshotMode;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table moves from mode outbox to mode wal with no row missed and none sent twice. */
@ExtendWith(PostgresExtension.class)
final class TableSwitchIT {
  private static final int WRITERS = 3;

  /** Writer n has the ids from n times this one. */
  private static final int RANGE = 1_000_000;

  private static final String OWN_TABLES =
      """
      SELECT relname FROM pg_class
      WHERE relnamespace = 'potoroo'::regnamespace AND relkind = 'r' ORDER BY relname
      """;

  private PostgresDatabase database;
  private LogCaptureBuilder capture;

  @BeforeEach
  void createTable(PostgresDatabase fresh) throws Exception {
    database = fresh;
    capture = LogCaptureBuilder.in(database).table("CREATE TABLE t (id int PRIMARY KEY)", "t");
  }

  @Test
  void capturesEachRowInOneModeOrTheOtherWhileWritersGoOn() throws Exception {
    List<String> sent = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    AtomicBoolean stop = new AtomicBoolean();
    try (SourceDriver outbox = SourceDriver.start(capture.outbox("t"))) {
      List<Future<@Nullable Void>> writers = startWriters(threads, stop);
      awaitRows(100);

      capture.switchToLog("t");

      awaitRows(database.number("SELECT count(*) FROM t") + 100);
      stop.set(true);
      for (Future<@Nullable Void> writer : writers) {
        writer.get();
      }
      sent.addAll(keysToTheEnd(outbox));
    } finally {
      stop.set(true);
      threads.shutdown();
    }
    List<String> written = database.column("SELECT id FROM t ORDER BY id");
    assertThat(sent).hasSizeBetween(100, written.size() - 100);
    try (SourceDriver log = SourceDriver.awaitStart(capture.source("t"))) {
      log.awaitSent(written.size() - sent.size()).stream().map(SentMessage::key).forEach(sent::add);
    }

    assertThat(sent).containsExactlyInAnyOrderElementsOf(written);
    for (int writer = 1; writer <= WRITERS; writer++) {
      assertThat(ofWriter(writer, sent)).isSorted();
    }
  }

  private List<Future<@Nullable Void>> startWriters(ExecutorService threads, AtomicBoolean stop) {
    List<Future<@Nullable Void>> writers = new ArrayList<>();
    for (int writer = 1; writer <= WRITERS; writer++) {
      int first = writer * RANGE;
      writers.add(
          threads.submit(
              () -> {
                write(first, stop);
                return null;
              }));
    }
    return writers;
  }

  private void write(int first, AtomicBoolean stop) throws Exception {
    try (Writer writer = Writer.begin(database)) {
      for (int id = first; !stop.get(); id += 2) {
        writer.write("INSERT INTO t VALUES (" + id + ")");
        writer.write("INSERT INTO t VALUES (" + (id + 1) + ")");
        writer.commit();
      }
    }
  }

  private void awaitRows(long count) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> database.number("SELECT count(*) FROM t") >= count);
  }

  private static List<String> keysToTheEnd(SourceDriver outbox) throws Exception {
    boolean more = true;
    while (more) {
      more = outbox.poll();
    }
    outbox.acknowledge(outbox.sent().size());
    return outbox.sent().stream().map(SentMessage::key).toList();
  }

  private static Stream<Integer> ofWriter(int writer, List<String> keys) {
    return keys.stream().map(Integer::valueOf).filter(id -> id / RANGE == writer);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void capturesEachRowOnceWhereverTheSwitchIsKilled(boolean inFile, @TempDir Path directory)
      throws Exception {
    if (inFile) {
      capture.positionFile(directory.resolve("position"));
    }
    SourceDriver.start(capture.outbox("t")).close();

    int killed = 0;
    while (!isSwitched(killed + 1)) {
      killed++;
      database.execute("INSERT INTO t VALUES (" + killed + ")");
    }
    database.execute("INSERT INTO t VALUES (0)");

    List<String> sent = new ArrayList<>();
    try (SourceDriver outbox = SourceDriver.start(capture.outbox("t"))) {
      sent.addAll(keysToTheEnd(outbox));
    }
    assertThat(killed).isGreaterThan(20);
    try (SourceDriver log = SourceDriver.awaitStart(capture.source("t"))) {
      log.awaitSent(killed + 1 - sent.size()).stream().map(SentMessage::key).forEach(sent::add);
    }
    assertThat(sent)
        .containsExactlyElementsOf(database.column("SELECT id FROM t ORDER BY id = 0, id"));
  }

  @Test
  void takesASwitchThatWasLeftUndoneForNone(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("position");
    capture.positionFile(file).snapshot(SnapshotMode.INITIAL);
    SourceDriver.start(capture.outbox("t")).close();
    database.execute("INSERT INTO t VALUES (1)");
    for (int killed = 1; !isNoted(file); killed++) {
      assertThat(isSwitched(killed))
          .as("the file is written before the transaction ends")
          .isFalse();
    }

    await().ignoreExceptions().until(this::uninstallOutbox);

    try (SourceDriver log = SourceDriver.awaitStart(capture.source("t"))) {
      assertThat(log.awaitSent(1)).extracting(SentMessage::key).containsExactly("1");
    }
  }

  private static boolean isNoted(Path file) throws IOException {
    return Files.exists(file) && Files.readString(file).contains("/wal/");
  }

  private boolean uninstallOutbox() throws Exception {
    try (Connection connection = database.connect(capture.role())) {
      return !new OutboxRemoval(connection, CaptureConfig.DEFAULT_SCHEMA)
          .remove(new TableChoice(List.of()))
          .isEmpty();
    }
  }

  /** False where the command was killed before it had an end. */
  private boolean isSwitched(int statement) {
    AtomicBoolean ended = new AtomicBoolean();
    await()
        .until(
            () -> {
              try {
                capture.switchToLogKilledAt(statement, "t");
                ended.set(true);
                return true;
              } catch (RetryableException e) {
                // The server takes a moment to notice the end of the one before.
                return !String.valueOf(e.getMessage()).contains("is read by another source");
              } catch (SQLException e) {
                return true;
              }
            });
    return ended.get();
  }

  @Test
  void takesTheOutboxAwayWhenItIsEmptyAndLeavesTheLog() throws Exception {
    SourceDriver.start(capture.outbox("t")).close();
    database.execute("INSERT INTO t VALUES (1)");
    assertThatThrownBy(() -> removeOutbox("t"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("public.t was not moved to another mode");
    capture.switchToLog("t");
    assertThatThrownBy(() -> removeOutbox("t"))
        .isInstanceOf(RefusedByPostgresException.class)
        .hasMessageContaining("has 1 rows left that are not acknowledged");
    try (SourceDriver outbox = SourceDriver.start(capture.outbox("t"))) {
      assertThat(keysToTheEnd(outbox)).containsExactly("1");
    }

    await().ignoreExceptions().until(() -> removeOutbox("t").contains("\"public\".\"t\""));

    assertThat(database.column(OWN_TABLES))
        .containsExactly("wal_gap", "wal_position", "wal_stream");
    assertThatThrownBy(() -> SourceDriver.start(capture.outbox("t")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("public.t is captured from the log");
    try (SourceDriver log = SourceDriver.awaitStart(capture.source("t"))) {
      database.execute("INSERT INTO t VALUES (2)");
      assertThat(log.awaitSent(1)).extracting(SentMessage::key).containsExactly("2");
    }
  }

  private List<String> removeOutbox(String table) throws Exception {
    try (Connection connection = database.connect(capture.role())) {
      return new OutboxRemoval(connection, CaptureConfig.DEFAULT_SCHEMA)
          .removeSwitched(new TableChoice(List.of(QualifiedName.parse(table))));
    }
  }

  @Test
  void waitsUntilTheOutboxIsEmpty() throws Exception {
    SourceDriver.start(capture.outbox("t")).close();
    database.execute("INSERT INTO t VALUES (1), (2)");
    assertThat(capture.switchToLog("t"))
        .singleElement()
        .returns(2L, TableSwitch.Switched::outboxRows);
    database.execute("INSERT INTO t VALUES (3)");

    assertThatThrownBy(() -> open(capture.source("t")))
        .isInstanceOf(RetryableException.class)
        .hasMessageContaining("which has 2 rows left");

    try (SourceDriver outbox = SourceDriver.start(capture.outbox("t"))) {
      assertThat(keysToTheEnd(outbox)).containsExactly("1", "2");
    }
    try (SourceDriver log = SourceDriver.awaitStart(capture.source("t"))) {
      assertThat(log.awaitSent(1)).extracting(SentMessage::key).containsExactly("3");
    }
  }

  @Test
  void letsNobodyCaptureATableInBothModes() throws Exception {
    SourceDriver.start(capture.outbox("t")).close();

    assertThatThrownBy(() -> open(capture.source("t")))
        .isInstanceOf(RefusedByPostgresException.class)
        .hasMessageContaining("switch --to wal");
  }

  @Test
  void movesNothingThatHasNoOutbox() {
    assertThatThrownBy(() -> capture.switchToLog("t"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("public.t is not captured by outbox");
  }

  private static void open(WalSource source) throws Exception {
    try (source) {
      source.open();
    }
  }
}
