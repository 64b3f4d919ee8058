package dev.potoroo.postgres.connection.doctor;

import java.util.Locale;

/** How a check ended. */
public enum Verdict {
  /** As the connector needs it. */
  OK,
  /** The connector works, and somebody should look at it all the same. */
  WARNING,
  /** The connector does not start, or loses something. */
  FAILED,
  /** Cannot be told as long as something else is amiss. */
  SKIPPED;

  /** As reports have it, in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
