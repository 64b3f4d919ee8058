package dev.potoroo.benchmarks.database;

import dev.potoroo.benchmarks.measure.Metric;
import dev.potoroo.benchmarks.measure.Sample;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Latencies of some rows, from the moment that each was due. */
final class Latencies {
  private static final List<Double> PERCENTILES = List.of(50.0, 99.0, 99.9);
  private static final double MICROS_PER_MILLI = 1e3;

  /** Longest that is told from longer ones: ten minutes, in microseconds. */
  private static final long LONGEST = 600_000_000;

  private static final int DIGITS = 3;

  private final String which;
  private final Histogram micros = new Histogram(LONGEST, DIGITS);

  /**
   * @param which rows, as in "p50 ..."
   */
  Latencies(String which) {
    this.which = which;
  }

  /**
   * @param late in microseconds; below zero, as clocks are read at two places, counts as zero
   */
  void add(long late) {
    micros.recordValue(Math.min(LONGEST, Math.max(0, late)));
  }

  static Metric percentile(double percentile, String which) {
    String number = percentile % 1 == 0 ? "%.0f" : "%.1f";
    return Metric.cost(("p" + number + " %s").formatted(percentile, which), "ms");
  }

  Sample addTo(Sample sample) {
    Sample sum = sample;
    for (double percentile : PERCENTILES) {
      double value = micros.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
      sum = sum.and(percentile(percentile, which), value);
    }
    return sum;
  }
}
