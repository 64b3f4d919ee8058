package dev.potoroo.benchmarks.measure;

import java.util.concurrent.Callable;

/**
 * One way to do the work that a comparison is about.
 *
 * @param name unique in its comparison
 * @param work does it once and checks that it was done: it throws where the ground truth is not
 *     what it should be
 */
public record Variant(String name, Callable<Sample> work) {}
