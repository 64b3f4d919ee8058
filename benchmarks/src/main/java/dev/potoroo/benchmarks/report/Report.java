package dev.potoroo.benchmarks.report;

import dev.potoroo.benchmarks.measure.Result;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code bench}.
 *
 * @param facts of the machine, by name
 */
public record Report(Map<String, String> facts, List<Section> sections) {

  /**
   * One benchmark.
   *
   * @param description what is measured, in a sentence
   * @param failure why it has no more results than these; null when all of it ran
   */
  public record Section(
      String name,
      String description,
      int rows,
      int rounds,
      Duration took,
      List<Result> results,
      @Nullable String failure) {}

  /** Whether every benchmark ran to its end. That a goal is not reached is no failure. */
  public boolean isComplete() {
    return sections.stream().allMatch(section -> section.failure() == null);
  }
}
