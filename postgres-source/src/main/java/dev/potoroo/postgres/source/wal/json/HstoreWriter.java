package dev.potoroo.postgres.source.wal.json;

import dev.potoroo.postgres.source.wal.change.UnreadableLogException;

/**
 * Values of extension hstore, {@code "a"=>"1", "b"=>NULL}, as its cast to json makes them: {@code
 * {"a": "1", "b": null}}.
 */
public final class HstoreWriter implements ValueWriter {
  private static final int ARROW = 2;
  private static final int NULL = 4;

  private final Unescaped unescaped = new Unescaped();

  @Override
  public void write(byte[] text, int offset, int length, JsonBuffer out) {
    int end = offset + length;
    int at = offset;
    out.append('{');
    while (at < end) {
      at = quoted(text, at, end, out) + ARROW;
      out.append(": ");
      if (at < end && text[at] == '"') {
        at = quoted(text, at, end, out);
      } else {
        out.appendNull();
        at += NULL;
      }
      if (at < end) {
        out.append(", ");
        at += 2;
      }
    }
    out.append('}');
  }

  private int quoted(byte[] text, int start, int end, JsonBuffer out) {
    unescaped.clear();
    for (int i = start + 1; i < end; i++) {
      if (text[i] == '"') {
        out.appendString(unescaped.bytes(), 0, unescaped.length());
        return i + 1;
      }
      if (text[i] == '\\' && i + 1 < end) {
        i++;
      }
      unescaped.add(text[i]);
    }
    throw new UnreadableLogException("expected a part of an hstore to end with a quote");
  }
}
