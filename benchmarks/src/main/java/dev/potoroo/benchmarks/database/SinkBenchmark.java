package dev.potoroo.benchmarks.database;

import dev.potoroo.benchmarks.Benchmark;
import dev.potoroo.benchmarks.measure.Comparison;
import dev.potoroo.benchmarks.measure.Goal;
import dev.potoroo.benchmarks.measure.Metric;
import dev.potoroo.benchmarks.measure.Sample;
import dev.potoroo.benchmarks.measure.Turns;
import dev.potoroo.benchmarks.measure.Variant;
import dev.potoroo.benchmarks.process.FreeAddress;
import dev.potoroo.benchmarks.process.JavaProgram;
import dev.potoroo.postgres.sink.PostgresSinkCommand;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Messages to rows, with their high-water mark; beside it, rows straight by JDBC. */
public final class SinkBenchmark implements Benchmark {
  private static final Metric RATE = Metric.rate("rows");
  private static final String SINK = "sink";
  private static final String INSERT = "array insert";
  private static final String COPY = "COPY";
  private static final double GOAL = 0.9;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @Override
  public String name() {
    return "sink";
  }

  @Override
  public String description() {
    return "Alerts that an application sends to the postgres-sink, exactly once; beside it the same"
        + " rows by JDBC, 1,000 a transaction, with an array insert and with COPY. Rows are counted"
        + " and compared in alert_log.";
  }

  @Override
  public Size size() {
    return new Size(500_000, 3);
  }

  @Override
  public void run(Work work, Turns turns) throws Exception {
    try (BenchmarkServer server = BenchmarkServer.start(work.fsync())) {
      turns.run(
          new Comparison(
              "messages to rows",
              List.of(
                  new Variant(SINK, () -> sink(server, work.rows())),
                  new Variant(INSERT, () -> write(server, work.rows(), "insert", jdbc(server))),
                  new Variant(COPY, () -> write(server, work.rows(), "copy", jdbc(server)))),
              List.of(Goal.ratio(RATE, SINK, INSERT, GOAL), Goal.ratio(RATE, SINK, COPY, GOAL))));
    }
  }

  private static String jdbc(BenchmarkServer server) {
    return server.connectionString();
  }

  private static Sample sink(BenchmarkServer server, int rows) throws Exception {
    String address = FreeAddress.find();
    try (Connection connection = server.connect()) {
      AlertLog.create(connection);
    }
    try (JavaProgram sink =
        JavaProgram.start(
            PostgresSinkCommand.class,
            List.of("--connection", server.connectionString(), "--listen", address))) {
      sink.await(Pattern.compile("listening on"), LIMIT);
      return measure(server, rows, "sink", address);
    }
  }

  private static Sample write(BenchmarkServer server, int rows, String way, String where)
      throws Exception {
    try (Connection connection = server.connect()) {
      AlertLog.create(connection);
    }
    return measure(server, rows, way, where);
  }

  /** As many rows before it as are measured, at most 200,000, warm the programs up. */
  private static Sample measure(BenchmarkServer server, int rows, String way, String where)
      throws Exception {
    long warmUp = Math.min(rows, 200_000);
    try (Connection connection = server.connect();
        JavaProgram writer =
            JavaProgram.start(
                AlertWriterProgram.class,
                List.of(way, where, Long.toString(warmUp), Integer.toString(rows)))) {
      Matcher measured = writer.await(AlertWriterProgram.MEASURED, LIMIT);
      AlertLog.requireExactly(connection, warmUp + rows);
      return Sample.ofRate(
          RATE, Long.parseLong(measured.group(1)), Long.parseLong(measured.group(2)));
    }
  }
}
