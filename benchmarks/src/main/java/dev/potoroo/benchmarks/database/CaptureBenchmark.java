package dev.potoroo.benchmarks.database;

import dev.potoroo.benchmarks.Benchmark;
import dev.potoroo.benchmarks.measure.Comparison;
import dev.potoroo.benchmarks.measure.Goal;
import dev.potoroo.benchmarks.measure.Metric;
import dev.potoroo.benchmarks.measure.Sample;
import dev.potoroo.benchmarks.measure.Turns;
import dev.potoroo.benchmarks.measure.Variant;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows inserted to alerts landed, through one mode of the source: what lay waiting, and what comes
 * meanwhile. Beside it what bounds it, and Debezium.
 */
public final class CaptureBenchmark implements Benchmark {
  private static final Metric RATE = Landing.RATE;
  private static final String DEBEZIUM = "Debezium Engine";

  /** Debezium gets so many times fewer rows; it is the rate that counts. */
  private static final int DEBEZIUM_SHARE = 4;

  private final CaptureMode mode;
  private final Bound bound;
  private final double debeziumGoal;
  private final List<Goal> furtherGoals;

  /** What the chain cannot be faster than, on a machine with cores enough. */
  private record Bound(String name, String description, Run run, double goal) {}

  @FunctionalInterface
  private interface Run {
    Sample of(ChainRuns runs) throws Exception;
  }

  private CaptureBenchmark(
      CaptureMode mode, Bound bound, double debeziumGoal, List<Goal> furtherGoals) {
    this.mode = mode;
    this.bound = bound;
    this.debeziumGoal = debeziumGoal;
    this.furtherGoals = furtherGoals;
  }

  /** Bounded by who writes. */
  public static CaptureBenchmark outbox() {
    return new CaptureBenchmark(
        CaptureMode.OUTBOX,
        new Bound(
            "the writer, with the trigger",
            "the same writer with the trigger and nobody reading",
            ChainRuns::writer,
            0.8),
        3,
        List.of());
  }

  /** Bounded by what the server hands out. */
  public static CaptureBenchmark wal() {
    return new CaptureBenchmark(
        CaptureMode.WAL,
        new Bound(
            "pgjdbc reading pgoutput",
            "pgjdbc reading the same log and dropping it",
            ChainRuns::rawLog,
            0.6),
        4,
        List.of(Goal.value(ChainRuns.MEMORY, CaptureMode.WAL.word(), 512)));
  }

  @Override
  public String name() {
    return mode.word();
  }

  @Override
  public String description() {
    return "Rows of transactions to rows of alert_log, exactly once, by three processes, in mode "
        + mode.word()
        + ". Backlog: all rows are there before the processes start; the first fifth of them is not"
        + " in the figures. Steady: a writer inserts as fast as it can, 1,000 rows a transaction,"
        + " while they run, and has done so for half a minute. Beside it "
        + bound.description()
        + ", and Debezium Engine, as JSON, with array inserts of its batches, on a quarter of the"
        + " rows.";
  }

  @Override
  public Size size() {
    return new Size(1_000_000, 2);
  }

  @Override
  public void run(Work work, Turns turns) throws Exception {
    try (BenchmarkServer server = BenchmarkServer.start(work.fsync())) {
      ChainRuns runs = new ChainRuns(server, work.rows());
      turns.run(backlog(server, runs, work));
      turns.run(
          new Comparison(
              "steady",
              List.of(
                  new Variant(mode.word() + " while it is written", () -> runs.steady(mode)),
                  bounding(runs)),
              List.of()));
    }
  }

  private Comparison backlog(BenchmarkServer server, ChainRuns runs, Work work) {
    List<Variant> variants = new ArrayList<>();
    variants.add(new Variant(mode.word(), () -> runs.backlog(mode)));
    variants.add(bounding(runs));
    if (DebeziumChain.isBuilt()) {
      ChainRuns fewer = new ChainRuns(server, Math.max(1, work.rows() / DEBEZIUM_SHARE));
      variants.add(new Variant(DEBEZIUM, fewer::debezium));
    }
    List<Goal> goals = new ArrayList<>();
    goals.add(Goal.ratio(RATE, mode.word(), bound.name(), bound.goal()));
    goals.add(Goal.ratio(RATE, mode.word(), DEBEZIUM, debeziumGoal));
    goals.addAll(furtherGoals);
    return new Comparison("backlog", variants, goals);
  }

  private Variant bounding(ChainRuns runs) {
    return new Variant(bound.name(), () -> bound.run().of(runs));
  }
}
