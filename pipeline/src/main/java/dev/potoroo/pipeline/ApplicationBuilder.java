package dev.potoroo.pipeline;

import java.util.ArrayList;
import java.util.List;

/** Gathers pipelines into an {@link Application}. Not thread-safe. */
public final class ApplicationBuilder {
  private final String name;
  private final List<Pipeline<?, ?>> pipelines = new ArrayList<>();

  ApplicationBuilder(String name) {
    this.name = name;
  }

  public ApplicationBuilder pipeline(Pipeline<?, ?> pipeline) {
    pipelines.add(pipeline);
    return this;
  }

  /**
   * Checks the whole description.
   *
   * @throws InvalidApplicationException when anything is wrong with it; lists all that is
   */
  public Application build() {
    List<String> complaints = new ApplicationCheck(name, pipelines).complaints();
    if (!complaints.isEmpty()) {
      throw new InvalidApplicationException(name, complaints);
    }
    return new Application(name, pipelines);
  }
}
