package dev.potoroo.benchmarks;

import dev.potoroo.benchmarks.measure.Turns;

/** One benchmark: work, and what it is compared with in the same run. */
public interface Benchmark {

  /** As it is called on the command line. */
  String name();

  /** What is measured, in a sentence. */
  String description();

  /** How much of it is done where the call does not say. */
  Size size();

  /**
   * Runs it.
   *
   * @param work how much one run of a variant does, and on what
   * @param turns runs the comparisons, and keeps their results
   * @throws Exception why it could not go on; results so far are kept
   */
  void run(Work work, Turns turns) throws Exception;

  /**
   * @param rows of one run of a variant, from 1
   * @param rounds from 1
   */
  record Size(int rows, int rounds) {}

  /**
   * @param rows of one run of a variant, from 1
   * @param fsync whether PostgreSQL waits for the disk; off, it is our work that shows
   */
  record Work(int rows, boolean fsync) {}
}
