package dev.potoroo.pipeline;

import java.util.function.Consumer;

/**
 * One step of a pipeline.
 *
 * @param <I> what goes in
 * @param <O> what comes out
 */
public sealed interface Stage<I, O> permits MapStage, FilterStage, FlatMapStage {

  /** By which errors and logs call it. */
  String name();

  /** The most outputs that one input can have, as declared. */
  int fanOut();

  /**
   * Runs the stage's function on one value.
   *
   * @param outputs gets each output, after the function has returned
   * @throws StageException when the function threw, or broke what it declared
   */
  void process(I value, Consumer<? super O> outputs);
}
