package dev.potoroo.postgres.source.wal.json;

import dev.potoroo.postgres.source.wal.change.UnreadableLogException;
import java.sql.SQLException;

/**
 * Arrays of any number of dimensions (PostgreSQL manual, "Array Input and Output Syntax"): {@code
 * [0:1]={{1,NULL},{"a \"b\"",4}}}. Lower bounds are not part of the JSON, as {@code array_to_json}
 * has it.
 */
public final class ArrayWriter implements ValueWriter {
  private final ValueWriter element;
  private final byte delimiter;
  private final Unescaped unescaped = new Unescaped();

  public ArrayWriter(ValueWriter element, char delimiter) {
    this.element = element;
    this.delimiter = (byte) delimiter;
  }

  @Override
  public void write(byte[] text, int offset, int length, JsonBuffer out) throws SQLException {
    int end = offset + length;
    int at = skipBounds(text, offset, end);
    while (at < end) {
      byte character = text[at];
      if (character == '{') {
        out.append('[');
        at++;
      } else if (character == '}') {
        out.append(']');
        at++;
      } else if (character == delimiter) {
        out.append(',');
        at++;
      } else if (character == '"') {
        at = quoted(text, at + 1, end, out);
      } else {
        at = plain(text, at, end, out);
      }
    }
  }

  /** {@code [0:1][-2:4]=}, where not every lower bound is 1. */
  private static int skipBounds(byte[] text, int offset, int end) {
    int at = offset;
    while (at < end && text[at] != '{') {
      at++;
    }
    if (at == end) {
      throw new UnreadableLogException("expected an array in braces, got none");
    }
    return at;
  }

  private int quoted(byte[] text, int start, int end, JsonBuffer out) throws SQLException {
    unescaped.clear();
    for (int i = start; i < end; i++) {
      if (text[i] == '"') {
        element.write(unescaped.bytes(), 0, unescaped.length(), out);
        return i + 1;
      }
      if (text[i] == '\\' && i + 1 < end) {
        i++;
      }
      unescaped.add(text[i]);
    }
    throw new UnreadableLogException("expected an array's element to end with a quote");
  }

  private int plain(byte[] text, int start, int end, JsonBuffer out) throws SQLException {
    int at = start;
    while (at < end && text[at] != delimiter && text[at] != '}') {
      at++;
    }
    if (isNull(text, start, at)) {
      out.appendNull();
    } else {
      element.write(text, start, at - start, out);
    }
    return at;
  }

  /** The text NULL would be in quotes. */
  private static boolean isNull(byte[] text, int start, int end) {
    return end - start == 4
        && text[start] == 'N'
        && text[start + 1] == 'U'
        && text[start + 2] == 'L'
        && text[start + 3] == 'L';
  }
}
