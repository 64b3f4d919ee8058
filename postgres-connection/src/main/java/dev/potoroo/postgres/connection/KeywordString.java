package dev.potoroo.postgres.connection;

import java.util.function.BiConsumer;

/**
 * Reads libpq's keyword form: {@code dbname=test user = postgres password='se cret'}. A value in
 * single quotes may hold spaces and may be empty; a backslash takes the next character as it is, in
 * quotes or out. The same keyword given twice: the last one holds.
 *
 * <p>Complaints name a position and never quote the text, which may hold a password.
 */
final class KeywordString {
  private final String text;
  private int at;

  private KeywordString(String text) {
    this.text = text;
  }

  /**
   * @param parameter takes each keyword with its value, in order
   * @throws IllegalArgumentException when the text is not of this form
   */
  static void parse(String text, BiConsumer<String, String> parameter) {
    KeywordString string = new KeywordString(text);
    string.skipSpaces();
    while (!string.atEnd()) {
      string.readParameter(parameter);
      string.skipSpaces();
    }
  }

  private void readParameter(BiConsumer<String, String> parameter) {
    int start = at;
    while (!atEnd() && text.charAt(at) != '=' && !isSpace(text.charAt(at))) {
      at++;
    }
    String keyword = text.substring(start, at);
    skipSpaces();
    if (atEnd() || text.charAt(at) != '=' || keyword.isEmpty()) {
      throw new IllegalArgumentException(
          "expected keyword=value at character "
              + (start + 1)
              + "; a value with spaces goes in single quotes, as in password='se cret'");
    }
    at++;
    skipSpaces();
    boolean quoted = !atEnd() && text.charAt(at) == '\'';
    parameter.accept(keyword, quoted ? readQuoted() : readBare());
  }

  private String readBare() {
    StringBuilder value = new StringBuilder();
    while (!atEnd() && !isSpace(text.charAt(at))) {
      readCharacter(value);
    }
    return value.toString();
  }

  private String readQuoted() {
    int start = at++;
    StringBuilder value = new StringBuilder();
    while (!atEnd() && text.charAt(at) != '\'') {
      readCharacter(value);
    }
    if (atEnd()) {
      throw new IllegalArgumentException(
          "the single quote at character " + (start + 1) + " is never closed");
    }
    at++;
    return value.toString();
  }

  /** One character of a value; a backslash at the very end stands for nothing, as in libpq. */
  private void readCharacter(StringBuilder value) {
    if (text.charAt(at) == '\\') {
      at++;
    }
    if (!atEnd()) {
      value.append(text.charAt(at++));
    }
  }

  private void skipSpaces() {
    while (!atEnd() && isSpace(text.charAt(at))) {
      at++;
    }
  }

  private boolean atEnd() {
    return at >= text.length();
  }

  /** C's isspace, as libpq has it. */
  private static boolean isSpace(char character) {
    return character == ' ' || (character >= '\t' && character <= '\r');
  }
}
