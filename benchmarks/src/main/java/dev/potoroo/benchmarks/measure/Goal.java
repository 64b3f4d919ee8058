package dev.potoroo.benchmarks.measure;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a variant's median should reach. Nothing fails that does not reach it.
 *
 * @param variant whose
 * @param baseline the variant that it is held against; null where {@code bound} is a value
 * @param bound a value of the metric, or a multiple of the baseline's
 */
public record Goal(Metric metric, String variant, @Nullable String baseline, double bound) {

  /** A bound in the metric's own unit. */
  public static Goal value(Metric metric, String variant, double bound) {
    return new Goal(metric, variant, null, bound);
  }

  /** A bound on the ratio of two medians. */
  public static Goal ratio(Metric metric, String variant, String baseline, double bound) {
    return new Goal(metric, variant, baseline, bound);
  }

  /**
   * What a run has for it: the ratio or the value; NaN where the variant or its peer was not run.
   */
  public double found(Result result) {
    double value = result.median(variant, metric);
    return baseline == null ? value : value / result.median(baseline, metric);
  }

  public boolean isReached(Result result) {
    return metric.reaches(found(result), bound);
  }

  /** As in {@code rate of sink ≥ 0.90 of COPY}. */
  @Override
  public String toString() {
    String head = metric.name() + " of " + variant + " " + metric.sign() + " ";
    return baseline == null
        ? head
            + String.format(Locale.ROOT, "%,.4g", bound).replaceAll("\\.0+$", "")
            + " "
            + metric.unit()
        : head + String.format(Locale.ROOT, "%.2f", bound) + " of " + baseline;
  }
}
