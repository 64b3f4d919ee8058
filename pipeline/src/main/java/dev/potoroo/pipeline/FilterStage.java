package dev.potoroo.pipeline;

import java.util.function.Consumer;
import java.util.function.Predicate;

/** {@code filter}: the value itself, or nothing. */
record FilterStage<T>(String name, Predicate<? super T> predicate) implements Stage<T, T> {

  @Override
  public int fanOut() {
    return 1;
  }

  @Override
  public void process(T value, Consumer<? super T> outputs) {
    if (accepts(value)) {
      outputs.accept(value);
    }
  }

  private boolean accepts(T value) {
    try {
      return predicate.test(value);
    } catch (RuntimeException e) {
      throw new StageException(name, e);
    }
  }
}
