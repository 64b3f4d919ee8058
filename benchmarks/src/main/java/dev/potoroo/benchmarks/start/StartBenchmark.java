package dev.potoroo.benchmarks.start;

import dev.potoroo.benchmarks.Benchmark;
import dev.potoroo.benchmarks.database.BenchmarkServer;
import dev.potoroo.benchmarks.measure.Comparison;
import dev.potoroo.benchmarks.measure.Goal;
import dev.potoroo.benchmarks.measure.Metric;
import dev.potoroo.benchmarks.measure.Sample;
import dev.potoroo.benchmarks.measure.Turns;
import dev.potoroo.benchmarks.measure.Variant;
import dev.potoroo.benchmarks.process.FreeAddress;
import dev.potoroo.benchmarks.process.JavaProgram;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From the call of a command to its process being of use. {@code rows} are not used. */
public final class StartBenchmark implements Benchmark {

  /** Where {@code bin/potoroo} is; it says so itself. */
  private static final String HOME_PROPERTY = "potoroo.home";

  private static final Metric SINK = Metric.cost("postgres-sink listens", "s");
  private static final Metric APPLICATION = Metric.cost("alerts connected", "s");
  private static final Metric SOURCE = Metric.cost("postgres-source connected", "s");
  private static final Metric DEMO = Metric.cost("first alert of the demo", "s");
  private static final double PROCESS_GOAL = 1;
  private static final double DEMO_GOAL = 10;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String START = "bin/potoroo";

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String description() {
    return "From calling bin/potoroo to the sink listening, to the application connected to the"
        + " sink and to the source connected to the application, each while the others are"
        + " there; and to the demo's first alert.";
  }

  @Override
  public Size size() {
    return new Size(1, 3);
  }

  @Override
  public void run(Work work, Turns turns) throws Exception {
    @Nullable String home = System.getProperty(HOME_PROPERTY);
    if (home == null) {
      throw new IllegalStateException("called without bin/potoroo, which is what is measured");
    }
    Path potoroo = Path.of(home, "bin", "potoroo");
    // Builds what is missing, and brings it into the page cache: what is asked is a warm start.
    Started.await(List.of(potoroo.toString()), "postgres-sink", List.of("--help")).close();
    try (BenchmarkServer server = BenchmarkServer.start(work.fsync())) {
      try (Connection connection = server.connect();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE transactions (id bigint PRIMARY KEY, amount numeric)");
      }
      turns.run(
          new Comparison(
              "start",
              List.of(new Variant(START, () -> start(server, List.of(potoroo.toString())))),
              List.of(
                  Goal.value(SINK, START, PROCESS_GOAL),
                  Goal.value(APPLICATION, START, PROCESS_GOAL),
                  Goal.value(SOURCE, START, PROCESS_GOAL),
                  Goal.value(DEMO, START, DEMO_GOAL))));
    }
  }

  private static Sample start(BenchmarkServer server, List<String> potoroo) throws Exception {
    List<String> addresses = FreeAddress.findTwo();
    String toApplication = addresses.get(0);
    String toSink = addresses.get(1);
    String database = server.connectionString();
    try (Started sink =
            Started.await(
                potoroo,
                "listening on",
                List.of(
                    "postgres-sink",
                    "--connection",
                    database,
                    "--listen",
                    toSink,
                    "--create-table"));
        Started application =
            Started.await(
                potoroo,
                "connected",
                List.of("alerts", "--listen", toApplication, "--sink", toSink));
        Started source =
            Started.await(
                potoroo,
                "connected to the application",
                List.of(
                    "postgres-source",
                    "--connection",
                    database,
                    "--table",
                    "transactions",
                    "--app",
                    toApplication));
        Started demo =
            Started.await(potoroo, "Alert for", List.of("demo", "--transactions", "100"))) {
      return Sample.of(SINK, sink.seconds())
          .and(APPLICATION, application.seconds())
          .and(SOURCE, source.seconds())
          .and(DEMO, demo.seconds());
    }
  }

  /** A program that has printed what was waited for, and how long that took. */
  private record Started(JavaProgram program, double seconds) implements AutoCloseable {

    static Started await(List<String> potoroo, String line, List<String> arguments)
        throws Exception {
      List<String> command = new ArrayList<>(potoroo);
      command.addAll(arguments);
      long began = System.nanoTime();
      JavaProgram program = JavaProgram.start(arguments.get(0), command);
      try {
        program.await(Pattern.compile(line), LIMIT);
        return new Started(program, (System.nanoTime() - began) / NANOS_PER_SECOND);
      } catch (Exception e) {
        program.close();
        throw e;
      }
    }

    @Override
    public void close() {
      program.close();
    }
  }
}
