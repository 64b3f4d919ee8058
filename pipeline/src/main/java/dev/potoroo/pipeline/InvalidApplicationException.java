package dev.potoroo.pipeline;

import java.util.List;

/** An application's description contradicts itself. Mend all that is listed and build again. */
public final class InvalidApplicationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // List.copyOf gives a serializable list
  private final List<String> complaints;

  InvalidApplicationException(String application, List<String> complaints) {
    super("application \"" + application + "\" cannot run:\n  " + String.join("\n  ", complaints));
    this.complaints = List.copyOf(complaints);
  }

  /** One sentence for each thing that is wrong; at least one. */
  public List<String> complaints() {
    return complaints;
  }
}
