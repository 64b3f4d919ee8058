package dev.potoroo.postgres.sink;

import dev.potoroo.connector.ConfigurationException;
import java.util.List;

/** Turns what an option's reader throws into complaints, so that all options have their say. */
final class OptionChecks {

  private OptionChecks() {}

  /**
   * @param prefix before each complaint
   */
  static void check(String prefix, Runnable reader, List<String> complaints) {
    try {
      reader.run();
    } catch (ConfigurationException e) {
      e.complaints().forEach(complaint -> complaints.add(prefix + complaint));
    }
  }
}
