package dev.potoroo.postgres.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.postgres.source.driver.LogCaptureBuilder;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * One transaction that is larger than the heap of the source that sends it. With {@code
 * -Dpotoroo.transaction.rows=5000000 -Dpotoroo.transaction.bytes=100
 * -Dpotoroo.transaction.heap=256m} it is the one that the guarantees tell of.
 */
@ExtendWith(PostgresExtension.class)
final class LargeTransactionIT {
  private static final int ROWS = Integer.getInteger("potoroo.transaction.rows", 60_000);
  private static final String HEAP = System.getProperty("potoroo.transaction.heap", "48m");
  private static final int ROW_BYTES = Integer.getInteger("potoroo.transaction.bytes", 1_000);
  private static final int BATCH = 500;

  @Test
  void passesThroughAHeapThatCouldNotHoldIt(PostgresDatabase database, @TempDir Path directory)
      throws Exception {
    assumeThat(database.number("SELECT current_setting('server_version_num')::int"))
        .isGreaterThanOrEqualTo(140_000);
    LogCaptureBuilder capture =
        LogCaptureBuilder.in(database)
            .table("CREATE TABLE events (id int PRIMARY KEY, note text)", "events");
    database.execute(
        "ALTER ROLE %s SET logical_decoding_work_mem = '1MB'".formatted(capture.role().name()));
    try (ScriptedReceiver application = ScriptedReceiver.listen();
        SourceProcess source = start(application, database, capture, directory)) {
      application.accept(Duration.ofSeconds(60)).greet(2 * BATCH);
      application.open(application.expect(Notify.class), PointOfReference.NEVER);

      database.execute(
          "INSERT INTO events SELECT g, repeat('x', %d) FROM generate_series(1, %d) AS g"
              .formatted(ROW_BYTES, ROWS));
      awaitRead(database, capture);

      for (long id = 1; id <= ROWS; id += BATCH) {
        List<Message> batch = application.expectMessages(BATCH);
        assertThat(batch.get(0).messageId().value()).isEqualTo(id);
        assertThat(batch.get(BATCH - 1).messageId().value()).isEqualTo(id + BATCH - 1);
        application.acknowledge(BATCH, batch.get(BATCH - 1));
      }
      source.terminate();
      assertThat(source.exitCode()).isZero();
      assertThat(source.output()).contains("does not fit into 1 MiB of memory");
      assertThat(directory).isEmptyDirectory();
    }
  }

  /** The source has all of it: five million rows are written sooner than they are read. */
  private static void awaitRead(PostgresDatabase database, LogCaptureBuilder capture)
      throws SQLException {
    String sent =
        "SELECT count(*) FROM pg_stat_replication WHERE usename = '%s' AND sent_lsn >= '%s'"
            .formatted(
                capture.role().name(), database.column("SELECT pg_current_wal_lsn()").get(0));
    await().atMost(Duration.ofMinutes(15)).until(() -> database.number(sent) == 1);
  }

  private static SourceProcess start(
      ScriptedReceiver application,
      PostgresDatabase database,
      LogCaptureBuilder capture,
      Path directory)
      throws Exception {
    return SourceProcess.withHeap(
        HEAP,
        "--mode",
        "wal",
        "--snapshot",
        "never",
        "--connection",
        database.connectionString(capture.role()),
        "--table",
        "events",
        "--app",
        application.address(),
        "--spill-memory",
        "1MiB",
        "--spill-directory",
        directory.toString());
  }
}
