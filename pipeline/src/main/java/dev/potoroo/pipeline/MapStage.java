package dev.potoroo.pipeline;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code to}: one value for one, or none for null. */
record MapStage<I, O>(String name, Function<? super I, ? extends @Nullable O> function)
    implements Stage<I, O> {

  @Override
  public int fanOut() {
    return 1;
  }

  @Override
  public void process(I value, Consumer<? super O> outputs) {
    O output = apply(value);
    if (output != null) {
      outputs.accept(output);
    }
  }

  private @Nullable O apply(I value) {
    try {
      return function.apply(value);
    } catch (RuntimeException e) {
      throw new StageException(name, e);
    }
  }
}
