package dev.potoroo.benchmarks.wire;

import dev.potoroo.benchmarks.Benchmark;
import dev.potoroo.benchmarks.measure.Comparison;
import dev.potoroo.benchmarks.measure.Goal;
import dev.potoroo.benchmarks.measure.Metric;
import dev.potoroo.benchmarks.measure.Sample;
import dev.potoroo.benchmarks.measure.Turns;
import dev.potoroo.benchmarks.measure.Variant;
import dev.potoroo.benchmarks.process.FreeAddress;
import dev.potoroo.benchmarks.process.JavaProgram;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;

/** Source, application and sink as three processes, and no database. */
public final class RelayBenchmark implements Benchmark {
  private static final Metric MEMORY = Metric.cost("peak memory of the three", "MiB");
  private static final String RELAY = "relay";
  private static final double GOAL = 500_000;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @Override
  public String name() {
    return "relay";
  }

  @Override
  public String description() {
    return "Messages of 100 bytes from a source through an application to a sink, three processes"
        + " over loopback TCP, with credits and acknowledgements; the sink counts them.";
  }

  @Override
  public Size size() {
    return new Size(3_000_000, 3);
  }

  @Override
  public void run(Work work, Turns turns) throws Exception {
    int rows = work.rows();
    turns.run(
        new Comparison(
            "source to sink",
            List.of(new Variant(RELAY, () -> relay(rows))),
            List.of(Goal.value(Arrivals.RATE, RELAY, GOAL))));
  }

  /** As many messages before it as are measured, at most a million, warm the programs up. */
  private static Sample relay(int rows) throws Exception {
    long warmUp = Math.min(rows, 1_000_000);
    List<String> addresses = FreeAddress.findTwo();
    String application = addresses.get(0);
    String sink = addresses.get(1);
    try (JavaProgram counter =
            program("sink", sink, Long.toString(warmUp), Integer.toString(rows));
        JavaProgram worker = program("worker", application, sink);
        JavaProgram source = program("source", application, Long.toString(warmUp + rows))) {
      Matcher measured = counter.await(Arrivals.MEASURED, LIMIT);
      double memory = counter.peakMebibytes() + worker.peakMebibytes() + source.peakMebibytes();
      return Arrivals.sample(measured).and(MEMORY, memory);
    }
  }

  private static JavaProgram program(String... arguments) throws Exception {
    return JavaProgram.start(RelayProgram.class, List.of(arguments));
  }
}
