package dev.potoroo.alerts.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.alerts.demo.Tally;
import dev.potoroo.alerts.endtoend.AlertsChain;
import dev.potoroo.alerts.endtoend.ProcessLogs;
import dev.potoroo.alerts.endtoend.Program;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sink that takes 100 rows a second under a source that has far more. {@code -Doverload.rows}
 * says how many, {@code -Doverload.seconds} for how long the sink is slow.
 */
@ExtendWith(PostgresExtension.class)
final class SlowSinkIT {
  private static final Logger LOG = LoggerFactory.getLogger(SlowSinkIT.class);
  private static final int ROWS = Integer.getInteger("overload.rows", 50_000);
  private static final Duration SLOW =
      Duration.ofSeconds(Integer.getInteger("overload.seconds", 5));

  /** At 100 rows a second. */
  private static final Duration EACH = Duration.ofMillis(10);

  /** With those the code gets warm. */
  private static final int FIRST_ROWS = 20_000;

  private static final int UNSLOWED_ROWS = 20_000;

  /** Other work on the machine makes one rate differ from the next. */
  private static final double MUCH = 3;

  @RegisterExtension final ProcessLogs logs = new ProcessLogs();

  @Test
  void holdsUpTheSourceWithinItsMemoryAndCatchesUpAtFullSpeed(PostgresDatabase database)
      throws Exception {
    try (AlertsChain chain = new AlertsChain(database, logs.directory()).runAsInstalled()) {
      SlowAlertTable sink = new SlowAlertTable(database);
      Rows rows = new Rows(database, chain);
      chain.startAll();
      rows.write(FIRST_ROWS);
      rows.landAll();
      rows.write(UNSLOWED_ROWS);
      double unslowed = rows.landAll();

      sink.slowDown(EACH);
      rows.write(ROWS);
      TimeUnit.MILLISECONDS.sleep(SLOW.toMillis());
      assertThat(rows.missing()).as("rows that wait for the slow sink").isGreaterThan(ROWS / 2);
      sink.recover();
      double caughtUp = rows.landAll();

      Memory memory = Memory.of(chain, Program.values());
      LOG.info(
          "{} rows: {} rows/s, {} rows/s after {} s at 100 rows/s; {}",
          ROWS,
          Math.round(unslowed),
          Math.round(caughtUp),
          SLOW.toSeconds(),
          memory);
      memory.requireWithinLimit();
      assertThat(caughtUp).as("rows/s once the sink recovers").isGreaterThan(unslowed / MUCH);
      int all = FIRST_ROWS + UNSLOWED_ROWS + ROWS;
      assertThat(chain.tally()).isEqualTo(new Tally(all, all, all, 0, 0));
    }
  }

  /** Rows that each ask for an alert. */
  private static final class Rows {
    private static final int PART = 50_000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final PostgresDatabase database;
    private final AlertsChain chain;
    private int written;

    Rows(PostgresDatabase database, AlertsChain chain) {
      this.database = database;
      this.chain = chain;
    }

    /** In transactions of many rows, with an amount of 400 digits each. */
    void write(int count) throws SQLException {
      int last = written + count;
      while (written < last) {
        int lastOfPart = Math.min(last, written + PART);
        database.execute(
            """
            INSERT INTO transactions
            SELECT id, repeat('7', 400)::numeric FROM generate_series(%d, %d) AS id
            """
                .formatted(written + 1, lastOfPart));
        written = lastOfPart;
      }
    }

    long missing() throws SQLException {
      return written - chain.landed();
    }

    /** Waits for the alerts that are missing, and returns how many of them land in a second. */
    double landAll() throws SQLException {
      long missing = missing();
      long start = System.nanoTime();
      await("the alert of the last row")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                chain.requireRunning();
                return lastAlert().startsWith("Deposit Alert for " + written + ":");
              });
      return missing / ((System.nanoTime() - start) / 1e9);
    }

    /** Alerts land in the order of their rows. */
    private String lastAlert() throws SQLException {
      List<String> last =
          database.column("SELECT alert_log FROM alert_log ORDER BY id DESC LIMIT 1");
      return last.isEmpty() ? "" : last.get(0);
    }
  }
}
