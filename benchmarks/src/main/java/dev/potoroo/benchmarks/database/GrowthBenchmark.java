package dev.potoroo.benchmarks.database;

import dev.potoroo.benchmarks.Benchmark;
import dev.potoroo.benchmarks.measure.Comparison;
import dev.potoroo.benchmarks.measure.Goal;
import dev.potoroo.benchmarks.measure.Metric;
import dev.potoroo.benchmarks.measure.Sample;
import dev.potoroo.benchmarks.measure.Turns;
import dev.potoroo.benchmarks.measure.Variant;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a row costs the same after many as after few. {@code rows} go through one running chain,
 * then as many again, and so on: each step is a variant of the comparison.
 */
public final class GrowthBenchmark implements Benchmark {
  private static final Metric RATE = Landing.RATE;
  private static final Metric MEMORY = Metric.cost("peak memory of the three", "MiB");
  private static final Metric OUTBOX = Metric.cost("outbox, when all are acknowledged", "MiB");
  private static final int STEPS = 10;
  private static final double RATE_GOAL = 0.9;
  private static final double MEMORY_GOAL = 1.2;

  /** It is vacuumed in steps, so it goes up and down. */
  private static final double OUTBOX_GOAL = 1.5;

  private static final double BYTES_PER_MEBIBYTE = 1 << 20;
  private static final String SIZE =
      """
      SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = 'potoroo' AND c.relkind = 'r'""";

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public String description() {
    return "Rows through one chain that runs on and on, while they are written: "
        + STEPS
        + " times as many as the rows below, and once more. The rate of each step, the memory that"
        + " the three processes have had by then, and what is left of the outbox.";
  }

  @Override
  public Size size() {
    return new Size(500_000, 1);
  }

  @Override
  public void run(Work work, Turns turns) throws Exception {
    try (BenchmarkServer server = BenchmarkServer.start(work.fsync());
        Connection connection = server.connect();
        Connection writer = server.connect()) {
      Transactions.create(connection);
      try (AlertsChain chain = AlertsChain.start(server, CaptureMode.OUTBOX);
          Landing landing = new Landing(connection, chain)) {
        chain.awaitOpen();
        Steps steps = new Steps(work.rows(), connection, writer, chain, landing);
        List<Variant> variants = new ArrayList<>();
        for (int step = 1; step <= STEPS; step++) {
          variants.add(new Variant("step " + step, steps::next));
        }
        String last = "step " + STEPS;
        turns.run(
            new Comparison(
                "steps of %,d rows".formatted(work.rows()),
                variants,
                List.of(
                    Goal.ratio(RATE, last, "step 2", RATE_GOAL),
                    Goal.ratio(MEMORY, last, "step 2", MEMORY_GOAL),
                    Goal.ratio(OUTBOX, last, "step 2", OUTBOX_GOAL))));
        AlertLog.requireExactly(connection, steps.written());
      }
    }
  }

  /** The chain at work, step after step. */
  private static final class Steps {
    private final int rows;
    private final Connection connection;
    private final Connection writer;
    private final AlertsChain chain;
    private final Landing landing;
    private long written;

    Steps(int rows, Connection connection, Connection writer, AlertsChain chain, Landing landing) {
      this.rows = rows;
      this.connection = connection;
      this.writer = writer;
      this.chain = chain;
      this.landing = landing;
    }

    long written() {
      return written;
    }

    Sample next() throws Exception {
      long first = written + 1;
      written += rows;
      long began = System.nanoTime();
      Background.run(
          () -> Transactions.write(writer, first, written), () -> landing.await(written));
      long nanos = System.nanoTime() - began;
      return Sample.ofRate(RATE, rows, nanos)
          .and(MEMORY, chain.peakMebibytes())
          .and(OUTBOX, outboxSize());
    }

    private double outboxSize() throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(SIZE)) {
        row.next();
        return row.getLong(1) / BYTES_PER_MEBIBYTE;
      }
    }
  }
}
