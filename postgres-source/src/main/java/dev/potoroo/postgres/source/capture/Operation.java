package dev.potoroo.postgres.source.capture;

import java.util.Locale;

/** What happens to a row. */
public enum Operation {
  INSERT,
  UPDATE,
  DELETE;

  /** As options and payloads write it: {@code insert}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
