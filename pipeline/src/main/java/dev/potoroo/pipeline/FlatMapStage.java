package dev.potoroo.pipeline;

import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Function;

/** {@code flatMap}: up to {@code fanOut} values for one. */
record FlatMapStage<I, O>(
    String name, int fanOut, Function<? super I, ? extends Collection<? extends O>> function)
    implements Stage<I, O> {

  @Override
  public void process(I value, Consumer<? super O> outputs) {
    apply(value).forEach(outputs);
  }

  private Collection<? extends O> apply(I value) {
    Collection<? extends O> made;
    try {
      made = function.apply(value);
    } catch (RuntimeException e) {
      throw new StageException(name, e);
    }
    if (made.size() > fanOut) {
      throw new StageException(
          name, "declared at most " + fanOut + " outputs for one message, made " + made.size());
    }
    return made;
  }
}
