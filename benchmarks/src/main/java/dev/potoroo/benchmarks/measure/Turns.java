package dev.potoroo.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Runs comparisons: all variants in turns, A B C A, A B C A, so that whatever changes on the
 * machine meanwhile falls on all of them, and A stands beside itself.
 */
public final class Turns {
  private final int rounds;
  private final Consumer<String> progress;
  private final List<Result> results = new ArrayList<>();

  /**
   * @param rounds from 1
   * @param progress told of each run, in a line of text
   */
  public Turns(int rounds, Consumer<String> progress) {
    this.rounds = rounds;
    this.progress = progress;
  }

  /**
   * Runs one; its result is among {@link #results} then.
   *
   * @throws Exception what a variant threw; no result is kept
   */
  public void run(Comparison comparison) throws Exception {
    List<Variant> variants = new ArrayList<>(comparison.variants());
    Variant subject = variants.get(0);
    variants.add(new Variant(subject.name() + Comparison.AGAIN, subject.work()));
    List<List<Sample>> samples = new ArrayList<>();
    variants.forEach(variant -> samples.add(new ArrayList<>()));
    for (int round = 1; round <= rounds; round++) {
      for (int i = 0; i < variants.size(); i++) {
        progress.accept(
            "%s: round %d of %d, %s"
                .formatted(comparison.title(), round, rounds, variants.get(i).name()));
        samples.get(i).add(run(variants.get(i).work()));
      }
    }
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < variants.size(); i++) {
      series.add(new Series(variants.get(i).name(), samples.get(i)));
    }
    results.add(new Result(comparison, series));
  }

  /** Garbage of the run before is not this one's. */
  private static Sample run(Callable<Sample> work) throws Exception {
    System.gc();
    return work.call();
  }

  public List<Result> results() {
    return List.copyOf(results);
  }
}
