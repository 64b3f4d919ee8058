package dev.potoroo.benchmarks.database;

import dev.potoroo.benchmarks.Benchmark;
import dev.potoroo.benchmarks.measure.Comparison;
import dev.potoroo.benchmarks.measure.Goal;
import dev.potoroo.benchmarks.measure.Metric;
import dev.potoroo.benchmarks.measure.Sample;
import dev.potoroo.benchmarks.measure.Turns;
import dev.potoroo.benchmarks.measure.Variant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows inserted to alerts landed, through the outbox: what lay waiting, and what comes meanwhile.
 */
public final class OutboxBenchmark implements Benchmark {
  private static final Metric RATE = Landing.RATE;
  private static final Metric MEMORY = Metric.cost("peak memory of all processes", "MiB");
  private static final String BACKLOG = "outbox";
  private static final String STEADY = "outbox while it is written";
  private static final String WRITER = "the writer, with the trigger";
  private static final String DEBEZIUM = "Debezium Engine";
  private static final double WRITER_GOAL = 0.8;
  private static final double DEBEZIUM_GOAL = 3;

  /** Debezium gets so many times fewer rows; it is the rate that counts. */
  private static final int DEBEZIUM_SHARE = 4;

  @Override
  public String name() {
    return "outbox";
  }

  @Override
  public String description() {
    return "Rows of transactions to rows of alert_log, exactly once, by three processes. Backlog: all"
        + " rows are there before the processes start. Steady: a writer inserts as fast as it can,"
        + " 1,000 rows a transaction, while they run. The first fifth of the rows is not in the"
        + " figures. Beside it the same writer with the trigger and nobody reading, and Debezium"
        + " Engine, as JSON, with array inserts of its batches, on a quarter of the rows.";
  }

  @Override
  public Size size() {
    return new Size(1_000_000, 2);
  }

  @Override
  public void run(Work work, Turns turns) throws Exception {
    try (BenchmarkServer server = BenchmarkServer.start(work.fsync())) {
      turns.run(backlog(server, work.rows()));
      turns.run(
          new Comparison(
              "steady",
              List.of(
                  new Variant(STEADY, () -> steady(server, work.rows())),
                  new Variant(WRITER, () -> writer(server, work.rows()))),
              List.of()));
    }
  }

  private static Comparison backlog(BenchmarkServer server, int rows) {
    List<Variant> variants = new ArrayList<>();
    variants.add(new Variant(BACKLOG, () -> outbox(server, rows)));
    variants.add(new Variant(WRITER, () -> writer(server, rows)));
    if (DebeziumChain.isBuilt()) {
      int fewer = Math.max(1, rows / DEBEZIUM_SHARE);
      variants.add(new Variant(DEBEZIUM, () -> debezium(server, fewer)));
    }
    return new Comparison(
        "backlog",
        variants,
        List.of(
            Goal.ratio(RATE, BACKLOG, WRITER, WRITER_GOAL),
            Goal.ratio(RATE, BACKLOG, DEBEZIUM, DEBEZIUM_GOAL)));
  }

  private static Sample outbox(BenchmarkServer server, int rows) throws Exception {
    try (Connection connection = server.connect()) {
      Transactions.create(connection);
      CaptureMode.OUTBOX.install(server);
      Transactions.write(connection, 1, rows);
      try (AlertsChain chain = AlertsChain.start(server, CaptureMode.OUTBOX)) {
        return land(connection, chain, rows);
      }
    }
  }

  private static Sample steady(BenchmarkServer server, int rows) throws Exception {
    try (Connection connection = server.connect();
        Connection writer = server.connect()) {
      Transactions.create(connection);
      CaptureMode.OUTBOX.install(server);
      try (AlertsChain chain = AlertsChain.start(server, CaptureMode.OUTBOX)) {
        chain.awaitOpen();
        return Background.run(
            () -> Transactions.write(writer, 1, rows), () -> land(connection, chain, rows));
      }
    }
  }

  private static Sample debezium(BenchmarkServer server, int rows) throws Exception {
    Path offsets = Files.createTempFile("potoroo-debezium-", ".offsets");
    try (Connection connection = server.connect()) {
      Transactions.create(connection);
      try {
        DebeziumChain.install(server, offsets);
        Transactions.write(connection, 1, rows);
        try (DebeziumChain chain = DebeziumChain.start(server, offsets)) {
          return land(connection, chain, rows);
        }
      } finally {
        DebeziumChain.uninstall(connection);
        Files.delete(offsets);
      }
    }
  }

  private static Sample land(Connection connection, Chain chain, int rows) throws Exception {
    try (Landing landing = new Landing(connection, chain)) {
      Sample rate = landing.rate(rows);
      AlertLog.requireExactly(connection, rows);
      return rate.and(MEMORY, chain.peakMebibytes());
    }
  }

  private static Sample writer(BenchmarkServer server, int rows) throws Exception {
    try (Connection connection = server.connect()) {
      Transactions.create(connection);
      CaptureMode.OUTBOX.install(server);
      long began = System.nanoTime();
      Transactions.write(connection, 1, rows);
      return Sample.ofRate(RATE, rows, System.nanoTime() - began);
    }
  }
}
