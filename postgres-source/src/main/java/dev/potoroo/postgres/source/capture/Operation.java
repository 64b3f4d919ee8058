package dev.potoroo.postgres.source.capture;

import java.util.Locale;

/** What happens to a row, or to all rows of a table. */
public enum Operation {
  INSERT,
  UPDATE,
  DELETE,
  /** Only with mode wal. */
  TRUNCATE;

  /** As options and payloads write it: {@code insert}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
