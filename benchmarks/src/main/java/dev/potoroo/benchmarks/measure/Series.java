package dev.potoroo.benchmarks.measure;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All runs of one variant, in their order.
 *
 * @param variant its name
 */
public record Series(String variant, List<Sample> samples) {

  public Series {
    samples = List.copyOf(samples);
  }

  public Set<Metric> metrics() {
    Set<Metric> metrics = new LinkedHashSet<>();
    samples.forEach(sample -> metrics.addAll(sample.values().keySet()));
    return metrics;
  }

  /** The middle value, or the mean of the two in the middle; NaN where there is none. */
  public double median(Metric metric) {
    double[] values = sorted(metric);
    int middle = values.length / 2;
    if (values.length == 0) {
      return Double.NaN;
    }
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }

  public double least(Metric metric) {
    return Arrays.stream(sorted(metric)).min().orElse(Double.NaN);
  }

  public double greatest(Metric metric) {
    return Arrays.stream(sorted(metric)).max().orElse(Double.NaN);
  }

  private double[] sorted(Metric metric) {
    return samples.stream()
        .filter(sample -> sample.values().containsKey(metric))
        .mapToDouble(sample -> sample.values().get(metric))
        .sorted()
        .toArray();
  }
}
