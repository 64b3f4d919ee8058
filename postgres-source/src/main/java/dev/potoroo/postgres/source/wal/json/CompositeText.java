package dev.potoroo.postgres.source.wal.json;

import dev.potoroo.postgres.source.wal.change.UnreadableLogException;

/**
 * Takes a composite value in text form apart (PostgreSQL manual, "Composite Type Input and Output
 * Syntax"): {@code (1,"a ""b""",)}, where a field of no characters is null.
 */
final class CompositeText {
  private final Unescaped unescaped = new Unescaped();
  private byte[] text = {};
  private int at;
  private int end;
  private boolean isNull;

  /** Stands before the first field. */
  void open(byte[] source, int offset, int length) {
    if (length < 2 || source[offset] != '(' || source[offset + length - 1] != ')') {
      throw new UnreadableLogException("expected a composite value in parentheses, got none");
    }
    text = source;
    at = offset + 1;
    end = offset + length;
  }

  /**
   * Reads up to the end of a field.
   *
   * @return whether another follows
   */
  boolean next() {
    unescaped.clear();
    isNull = text[at] == ',' || at == end - 1;
    boolean inQuotes = false;
    for (; at < end; at++) {
      byte character = text[at];
      if (character == '"') {
        if (inQuotes && text[at + 1] == '"') {
          unescaped.add(character);
          at++;
        } else {
          inQuotes = !inQuotes;
        }
      } else if (!inQuotes && (character == ',' || at == end - 1)) {
        at++;
        return character == ',';
      } else {
        if (character == '\\') {
          at++;
        }
        unescaped.add(text[at]);
      }
    }
    throw new UnreadableLogException("expected the end of a composite value's field, got none");
  }

  boolean isNull() {
    return isNull;
  }

  byte[] bytes() {
    return unescaped.bytes();
  }

  int length() {
    return unescaped.length();
  }
}
