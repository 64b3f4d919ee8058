package dev.potoroo.benchmarks.measure;

import java.util.List;

/**
 * Variants that are held against each other in one run.
 *
 * @param title what they all do
 * @param variants the first is the subject: it runs twice a round, once more at the round's end,
 *     and the two series tell how much a difference means
 */
public record Comparison(String title, List<Variant> variants, List<Goal> goals) {

  /** What the second series of the subject is called. */
  public static final String AGAIN = " (again)";

  public Comparison {
    variants = List.copyOf(variants);
    goals = List.copyOf(goals);
  }
}
