package dev.potoroo.benchmarks.codec;

import dev.potoroo.benchmarks.Benchmark;
import dev.potoroo.benchmarks.measure.Comparison;
import dev.potoroo.benchmarks.measure.Goal;
import dev.potoroo.benchmarks.measure.Metric;
import dev.potoroo.benchmarks.measure.Sample;
import dev.potoroo.benchmarks.measure.Turns;
import dev.potoroo.benchmarks.measure.Variant;
import dev.potoroo.benchmarks.process.JavaProgram;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Encoding and decoding of MESSAGE. JMH counts what it gets done in a time, so rows become time: an
 * iteration is as long as so many frames would take at a million a second, at most a second.
 */
public final class CodecBenchmark implements Benchmark {
  private static final Metric RATE = Metric.rate("frames");
  private static final Metric GARBAGE = Metric.cost("allocated", "bytes a frame");
  private static final String ALLOCATION = "gc.alloc.rate.norm";
  private static final int ITERATIONS = 2;

  /**
   * What JMH's own garbage comes to, spread over the frames, in bytes of each; at most about that.
   */
  private static final double ROUNDING = 1;

  /** A record and its id; the id of the stream is shared. */
  private static final int MESSAGE_BYTES = 40 + 24;

  private static final int ARRAY_HEADER_BYTES = 16;

  @Override
  public String name() {
    return "codec";
  }

  @Override
  public String description() {
    return "MESSAGE frames, 256 in a buffer: encoded, decoded to messages, and cut by netty's"
        + " LengthFieldBasedFrameDecoder, which makes a buffer of each and no message, without and"
        + " with a copy of it. By JMH, a fork a run; bytes allocated are those of its gc profiler.";
  }

  @Override
  public Size size() {
    return new Size(500_000, 3);
  }

  @Override
  public void run(Work work, Turns turns) throws Exception {
    int millis = Math.max(1, Math.min(1000, work.rows() / 1000));
    for (int payload : List.of(100, 1000)) {
      String decode = "decode";
      String netty = "netty's frame decoder alone";
      String copying = "netty's frame decoder and a copy";
      turns.run(
          new Comparison(
              payload + " bytes",
              List.of(
                  new Variant(decode, () -> measure("decode", payload, millis)),
                  new Variant(netty, () -> measure("nettyDecode", payload, millis)),
                  new Variant(copying, () -> measure("nettyDecodeAndCopy", payload, millis)),
                  new Variant("encode", () -> measure("encode", payload, millis))),
              List.of(
                  Goal.ratio(RATE, decode, netty, 1),
                  Goal.ratio(RATE, decode, copying, 1),
                  Goal.value(GARBAGE, decode, handedOn(payload) + ROUNDING),
                  Goal.value(GARBAGE, "encode", ROUNDING))));
    }
  }

  /** Bytes that a message takes, which is handed on: they are the user's. */
  private static double handedOn(int payload) {
    return MESSAGE_BYTES + Math.ceil((ARRAY_HEADER_BYTES + payload) / 8.0) * 8;
  }

  private static Sample measure(String method, int payload, int millis) throws RunnerException {
    RunResult run =
        new Runner(
                new OptionsBuilder()
                    .include(CodecWork.class.getName().replace(".", "\\.") + "\\." + method + "$")
                    .param("payload", Integer.toString(payload))
                    .forks(1)
                    .jvmArgs(JavaProgram.options().strip().split(" +"))
                    .warmupIterations(ITERATIONS)
                    .warmupTime(TimeValue.milliseconds(millis))
                    .measurementIterations(ITERATIONS)
                    .measurementTime(TimeValue.milliseconds(millis))
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .shouldFailOnError(true)
                    .build())
            .runSingle();
    @Nullable Result<?> garbage = run.getSecondaryResults().get(ALLOCATION);
    if (garbage == null) {
      throw new IllegalStateException("JMH's gc profiler gave no " + ALLOCATION);
    }
    return Sample.of(RATE, run.getPrimaryResult().getScore()).and(GARBAGE, garbage.getScore());
  }
}
