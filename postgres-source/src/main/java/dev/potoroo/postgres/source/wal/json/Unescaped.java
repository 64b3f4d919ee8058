package dev.potoroo.postgres.source.wal.json;

import java.util.Arrays;

/** One part of a value in text form, without its quotes and escapes. */
final class Unescaped {
  private byte[] bytes = new byte[64];
  private int length;

  void clear() {
    length = 0;
  }

  void add(byte unescaped) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length++] = unescaped;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }
}
