package dev.potoroo.benchmarks.measure;

/**
 * What is measured.
 *
 * @param name as a table's heading has it
 * @param unit for people
 * @param better which way is better
 */
public record Metric(String name, String unit, Better better) {

  /** Which of two values is the better one. */
  public enum Better {
    HIGHER,
    LOWER
  }

  /** Work done in a second: higher is better. */
  public static Metric rate(String what) {
    return new Metric("rate", what + "/s", Better.HIGHER);
  }

  /** A time or a size: lower is better. */
  public static Metric cost(String name, String unit) {
    return new Metric(name, unit, Better.LOWER);
  }

  /** Whether {@code value} is as good as {@code bound}, or better. */
  boolean reaches(double value, double bound) {
    return better == Better.HIGHER ? value >= bound : value <= bound;
  }

  /** As a bound is written. */
  public String sign() {
    return better == Better.HIGHER ? "≥" : "≤";
  }
}
