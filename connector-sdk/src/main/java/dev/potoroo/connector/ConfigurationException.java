package dev.potoroo.connector;

import java.util.List;

/**
 * The call itself was wrong: fix it and start again. Holds every complaint, so that one run names
 * all that is to be fixed. The command line prints them and exits with 2.
 */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> complaints;

  public ConfigurationException(List<String> complaints) {
    super(String.join(System.lineSeparator(), complaints));
    this.complaints = List.copyOf(complaints);
  }

  public ConfigurationException(String complaint) {
    this(List.of(complaint));
  }

  /** At least one; each says which option, what was expected and what came. */
  public List<String> complaints() {
    return complaints;
  }
}
