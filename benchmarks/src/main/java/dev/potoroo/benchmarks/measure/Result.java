package dev.potoroo.benchmarks.measure;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What came of a comparison.
 *
 * @param series of each variant; the first is the subject's, the last the subject's again
 */
public record Result(Comparison comparison, List<Series> series) {

  public Result {
    series = List.copyOf(series);
  }

  public Set<Metric> metrics() {
    Set<Metric> metrics = new LinkedHashSet<>();
    series.forEach(one -> metrics.addAll(one.metrics()));
    return metrics;
  }

  /** NaN where that variant has no such value. */
  public double median(String variant, Metric metric) {
    return series.stream()
        .filter(one -> one.variant().equals(variant))
        .mapToDouble(one -> one.median(metric))
        .findFirst()
        .orElse(Double.NaN);
  }

  /** The subject's second series over its first: a ratio nearer to 1 than this means nothing. */
  public double noise(Metric metric) {
    return series.get(series.size() - 1).median(metric) / series.get(0).median(metric);
  }
}
