package dev.potoroo.benchmarks.measure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one run of a variant gave: a value for each metric, in the order in which they are shown.
 */
public final class Sample {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Map<Metric, Double> values;

  private Sample(Map<Metric, Double> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  /** To be added to. */
  public static Sample empty() {
    return new Sample(Map.of());
  }

  public static Sample of(Metric metric, double value) {
    return new Sample(Map.of(metric, value));
  }

  /** So much done in so long, as a value of {@code rate}. */
  public static Sample ofRate(Metric rate, long count, long nanos) {
    return of(rate, count * NANOS_PER_SECOND / nanos);
  }

  /** One value more. */
  public Sample and(Metric metric, double value) {
    Map<Metric, Double> more = new LinkedHashMap<>(values);
    more.put(metric, value);
    return new Sample(more);
  }

  public Map<Metric, Double> values() {
    return values;
  }
}
