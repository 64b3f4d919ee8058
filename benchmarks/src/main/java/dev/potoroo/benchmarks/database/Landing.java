package dev.potoroo.benchmarks.database;

import dev.potoroo.benchmarks.measure.Metric;
import dev.potoroo.benchmarks.measure.Sample;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Watches rows land in {@code alert_log}, with a look at its primary key 50 times a second. */
final class Landing implements AutoCloseable {
  static final Metric RATE = Metric.rate("rows");
  private static final Duration INTERVAL = Duration.ofMillis(20);

  /** For one row more. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What has landed before it is left out, as the programs warm up with it. */
  private static final double WARM_UP_SHARE = 0.2;

  private final PreparedStatement last;
  private final Chain chain;

  Landing(Connection connection, Chain chain) throws SQLException {
    this.last = connection.prepareStatement("SELECT coalesce(max(id), 0) FROM alert_log");
    this.chain = chain;
  }

  /** The rate at which {@code rows} land, without the first fifth of them. */
  Sample rate(long rows) throws SQLException, InterruptedException, TimeoutException {
    long warm = Math.max(1, (long) (rows * WARM_UP_SHARE));
    long first = await(warm);
    long began = System.nanoTime();
    await(rows);
    return Sample.ofRate(RATE, rows - first, System.nanoTime() - began);
  }

  /**
   * Waits until so many rows have landed.
   *
   * @return how many have
   * @throws TimeoutException when two minutes bring not one
   */
  long await(long rows) throws SQLException, InterruptedException, TimeoutException {
    long landed = landed();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (landed < rows) {
      chain.requireRunning();
      Thread.sleep(INTERVAL.toMillis());
      long now = landed();
      if (now > landed) {
        landed = now;
        deadline = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() > deadline) {
        throw new TimeoutException(
            "%d of %d rows have landed, and none in the last %s".formatted(now, rows, PATIENCE));
      }
    }
    return landed;
  }

  /** No row of a run is ever rolled back, so the ids have no gap. */
  private long landed() throws SQLException {
    try (ResultSet row = last.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    last.close();
  }
}
