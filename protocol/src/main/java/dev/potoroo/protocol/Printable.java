package dev.potoroo.protocol;

import java.util.regex.Pattern;

/**
 * Text of a peer as it may stand in a log line or in an error: on one line, and without anything
 * that a terminal obeys. A name with a line end in it could otherwise forge a line of the log.
 */
public final class Printable {
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

  private Printable() {}

  /** Each control character and line separator is a question mark. */
  public static String of(String text) {
    return CONTROLS.matcher(text).replaceAll("?");
  }
}
