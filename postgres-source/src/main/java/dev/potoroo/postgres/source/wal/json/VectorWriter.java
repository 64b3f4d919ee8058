package dev.potoroo.postgres.source.wal.json;

import java.sql.SQLException;

/** {@code int2vector} and {@code oidvector}: {@code 1 2 3}. */
final class VectorWriter implements ValueWriter {
  private final ValueWriter element;

  VectorWriter(ValueWriter element) {
    this.element = element;
  }

  @Override
  public void write(byte[] text, int offset, int length, JsonBuffer out) throws SQLException {
    int start = offset;
    out.append('[');
    for (int i = offset; i < offset + length; i++) {
      if (text[i] == ' ') {
        element.write(text, start, i - start, out);
        out.append(',');
        start = i + 1;
      }
    }
    if (length > 0) {
      element.write(text, start, offset + length - start, out);
    }
    out.append(']');
  }
}
