package dev.potoroo.connector;

import java.util.Map;

/** The parameters that a connector declared, with the values of this run. Immutable. */
public final class Parameters {

  private final Map<String, String> values;

  Parameters(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * @param name as it was declared, without dashes
   * @throws IllegalArgumentException when it was not declared
   */
  public String get(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "no parameter " + name + " was declared, only " + values.keySet());
    }
    return value;
  }

  /** The names only: a value may be a secret. */
  @Override
  public String toString() {
    return "Parameters" + values.keySet();
  }
}
