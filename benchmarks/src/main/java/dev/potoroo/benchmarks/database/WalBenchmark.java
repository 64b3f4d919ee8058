package dev.potoroo.benchmarks.database;

import dev.potoroo.benchmarks.Benchmark;
import dev.potoroo.benchmarks.measure.Comparison;
import dev.potoroo.benchmarks.measure.Goal;
import dev.potoroo.benchmarks.measure.Metric;
import dev.potoroo.benchmarks.measure.Turns;
import dev.potoroo.benchmarks.measure.Variant;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows inserted to alerts landed, through the outbox: what lay waiting, and what comes meanwhile.
 */
public final class WalBenchmark implements Benchmark {
  private static final Metric RATE = Landing.RATE;
  private static final String BACKLOG = "wal";
  private static final String STEADY = "wal while it is written";
  private static final String RAW = "pgjdbc reading pgoutput";
  private static final String DEBEZIUM = "Debezium Engine";
  private static final double RAW_GOAL = 0.6;
  private static final double DEBEZIUM_GOAL = 4;
  private static final double MEMORY_GOAL = 512;

  /** Debezium gets so many times fewer rows; it is the rate that counts. */
  private static final int DEBEZIUM_SHARE = 4;

  @Override
  public String name() {
    return "wal";
  }

  @Override
  public String description() {
    return "Rows of transactions to rows of alert_log, exactly once, by three processes that read"
        + " the write-ahead log. Backlog: all rows are there before the processes start."
        + " Steady: a writer inserts as fast as it can, 1,000 rows a transaction, while they"
        + " run. The first fifth of the rows is not in the figures. Beside it pgjdbc reading"
        + " the same log and dropping it, and Debezium Engine, as JSON, with array inserts"
        + " of its batches, on a quarter of the rows.";
  }

  @Override
  public Size size() {
    return new Size(1_000_000, 2);
  }

  @Override
  public void run(Work work, Turns turns) throws Exception {
    try (BenchmarkServer server = BenchmarkServer.start(work.fsync())) {
      ChainRuns runs = new ChainRuns(server, work.rows());
      List<Variant> variants = new ArrayList<>();
      variants.add(new Variant(BACKLOG, () -> runs.backlog(CaptureMode.WAL)));
      variants.add(new Variant(RAW, runs::rawLog));
      if (DebeziumChain.isBuilt()) {
        ChainRuns fewer = new ChainRuns(server, Math.max(1, work.rows() / DEBEZIUM_SHARE));
        variants.add(new Variant(DEBEZIUM, fewer::debezium));
      }
      turns.run(
          new Comparison(
              "backlog",
              variants,
              List.of(
                  Goal.ratio(RATE, BACKLOG, RAW, RAW_GOAL),
                  Goal.ratio(RATE, BACKLOG, DEBEZIUM, DEBEZIUM_GOAL),
                  Goal.value(ChainRuns.MEMORY, BACKLOG, MEMORY_GOAL))));
      turns.run(
          new Comparison(
              "steady",
              List.of(new Variant(STEADY, () -> runs.steady(CaptureMode.WAL))),
              List.of()));
    }
  }
}
