package dev.potoroo.benchmarks.report;

import dev.potoroo.benchmarks.measure.Goal;
import dev.potoroo.benchmarks.measure.Metric;
import dev.potoroo.benchmarks.measure.Result;
import dev.potoroo.benchmarks.measure.Series;
import java.util.Locale;

/** A report as a page of Markdown. */
public final class Markdown {
  private final StringBuilder page = new StringBuilder();

  private Markdown() {}

  public static String of(Report report) {
    Markdown markdown = new Markdown();
    markdown.line("# Benchmarks").line("").line("| the machine | |").line("|---|---|");
    report.facts().forEach((name, value) -> markdown.line("| " + name + " | " + value + " |"));
    report.sections().forEach(markdown::add);
    return markdown.page.toString();
  }

  private void add(Report.Section section) {
    line("").line("## " + section.name()).line("").line(section.description()).line("");
    line(
        "%s rows, %d rounds, %d s."
            .formatted(
                String.format(Locale.ROOT, "%,d", section.rows()),
                section.rounds(),
                section.took().toSeconds()));
    section.results().forEach(this::add);
    String failure = section.failure();
    if (failure != null) {
      line("").line("**Did not run to its end:** " + failure);
    }
  }

  private void add(Result result) {
    line("").line("### " + result.comparison().title()).line("");
    line("| | metric | median | least to greatest | of the first |");
    line("|---|---|--:|--:|--:|");
    for (Metric metric : result.metrics()) {
      double first = result.series().get(0).median(metric);
      for (Series series : result.series()) {
        if (series.metrics().contains(metric)) {
          row(series, metric, first);
        }
      }
    }
    if (!result.comparison().goals().isEmpty()) {
      line("")
          .line("| goal | found | the first beside itself | reached |")
          .line("|---|--:|--:|---|");
      result.comparison().goals().forEach(goal -> row(goal, result));
    }
  }

  private void row(Series series, Metric metric, double first) {
    line(
        "| %s | %s, %s | %s | %s to %s | %.2f |"
            .formatted(
                series.variant(),
                metric.name(),
                metric.unit(),
                number(series.median(metric)),
                number(series.least(metric)),
                number(series.greatest(metric)),
                series.median(metric) / first));
  }

  private void row(Goal goal, Result result) {
    double found = goal.found(result);
    line(
        "| %s | %s | %.2f | %s |"
            .formatted(
                goal,
                Double.isNaN(found) ? "not run" : number(found),
                result.noise(goal.metric()),
                Double.isNaN(found) ? "" : goal.isReached(result) ? "yes" : "no"));
  }

  /** Thousands without a fraction, small values with three digits that mean something. */
  static String number(double value) {
    if (Math.abs(value) >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
  }

  private Markdown line(String text) {
    page.append(text).append('\n');
    return this;
  }
}
