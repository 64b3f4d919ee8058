package dev.potoroo.benchmarks.wire;

import dev.potoroo.benchmarks.Benchmark;
import dev.potoroo.benchmarks.measure.Comparison;
import dev.potoroo.benchmarks.measure.Goal;
import dev.potoroo.benchmarks.measure.Sample;
import dev.potoroo.benchmarks.measure.Turns;
import dev.potoroo.benchmarks.measure.Variant;
import dev.potoroo.benchmarks.process.JavaProgram;
import java.time.Duration;
import java.util.List;

/** A source and an application over loopback TCP, beside the same bytes without a protocol. */
public final class LinkBenchmark implements Benchmark {
  private static final String LINK = "link";
  private static final String FRAMES = "netty's frame decoder alone";
  private static final double SHARE_GOAL = 0.8;
  private static final double RATE_GOAL = 1_500_000;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @Override
  public String name() {
    return "link";
  }

  @Override
  public String description() {
    return "Messages of 100 bytes from a source of the SDK to the runtime over loopback TCP, with"
        + " credits and acknowledgements; beside it the same bytes written from memory, cut by"
        + " netty's LengthFieldBasedFrameDecoder and dropped.";
  }

  @Override
  public Size size() {
    return new Size(5_000_000, 5);
  }

  @Override
  public void run(Work work, Turns turns) throws Exception {
    int rows = work.rows();
    turns.run(
        new Comparison(
            "source to application",
            List.of(
                new Variant(LINK, () -> measure(LinkProgram.class, rows)),
                new Variant(FRAMES, () -> measure(FrameFloodProgram.class, rows))),
            List.of(
                Goal.ratio(Arrivals.RATE, LINK, FRAMES, SHARE_GOAL),
                Goal.value(Arrivals.RATE, LINK, RATE_GOAL))));
  }

  /** As many messages before it as are measured, at most two million, warm the program up. */
  private static Sample measure(Class<?> program, int rows) throws Exception {
    String warmUp = Integer.toString(Math.min(rows, 2_000_000));
    try (JavaProgram running =
        JavaProgram.start(program, List.of(warmUp, Integer.toString(rows)))) {
      return Arrivals.sample(running.await(Arrivals.MEASURED, LIMIT));
    }
  }
}
