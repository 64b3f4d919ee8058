package dev.potoroo.postgres.source.wal.snapshot;

import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says now and then how far the reading of one table is: rows, rows in a second, time left. */
final class SnapshotProgress {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotProgress.class);
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final String table;
  private final long estimatedRows;
  private final long rowsBefore;
  private final long beganNanos;
  private long saidNanos;

  /**
   * @param estimatedRows 0 when that is not known
   * @param rowsBefore that were read before
   */
  SnapshotProgress(String table, long estimatedRows, long rowsBefore, long nowNanos) {
    this.table = table;
    this.estimatedRows = estimatedRows;
    this.rowsBefore = rowsBefore;
    this.beganNanos = nowNanos;
    this.saidNanos = nowNanos;
  }

  /** Logs a line when the last is some seconds old. */
  void rows(long rows, long nowNanos) {
    if (nowNanos - saidNanos >= INTERVAL.toNanos()) {
      saidNanos = nowNanos;
      LOG.info("snapshot of table {}: {}", table, describe(rows, nowNanos));
    }
  }

  /** For people: {@code 120000 rows of about 480000 (25 %), 24000 rows/s, about 15 s left}. */
  String describe(long rows, long nowNanos) {
    double seconds = Math.max(1, nowNanos - beganNanos) / 1e9;
    double rate = (rows - rowsBefore) / seconds;
    if (estimatedRows < rows || rate == 0) {
      return String.format(Locale.ROOT, "%d rows, %.0f rows/s", rows, rate);
    }
    return String.format(
        Locale.ROOT,
        "%d rows of about %d (%d %%), %.0f rows/s, about %s left",
        rows,
        estimatedRows,
        100 * rows / estimatedRows,
        rate,
        duration(Math.round((estimatedRows - rows) / rate)));
  }

  private static String duration(long seconds) {
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7_200
        ? seconds / 60 + " min"
        : seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
  }
}
