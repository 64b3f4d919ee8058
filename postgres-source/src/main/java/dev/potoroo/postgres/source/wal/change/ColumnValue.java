package dev.potoroo.postgres.source.wal.change;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What is known of one column of a row: its value, or the reason why there is none. A reason is a
 * kind of its own, so no text can be taken for it.
 */
public sealed interface ColumnValue {

  /**
   * A value that is not null, as the output function of its type writes it: a view of the UTF-8
   * that came, which nobody changes afterwards.
   *
   * @param bytes hold the text somewhere
   * @param offset of its first byte
   * @param length in bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by content below
  record Text(byte[] bytes, int offset, int length) implements ColumnValue {

    public Text(String text) {
      this(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The whole array, which is not copied. */
    public Text(byte[] utf8) {
      this(utf8, 0, utf8.length);
    }

    public String text() {
      return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Text text
          && Arrays.equals(
              bytes, offset, offset + length, text.bytes, text.offset, text.offset + text.length);
    }

    @Override
    public int hashCode() {
      int hash = 1;
      for (int i = offset; i < offset + length; i++) {
        hash = 31 * hash + bytes[i];
      }
      return hash;
    }

    /** Without the text: a value has no place in a log. */
    @Override
    public String toString() {
      return "Text[" + length + " bytes]";
    }
  }

  /** Null. */
  record Null() implements ColumnValue {
    public static final Null INSTANCE = new Null();
  }

  /** A value that is stored out of line and that the UPDATE left as it was; the log lacks it. */
  record UnchangedToast() implements ColumnValue {
    public static final UnchangedToast INSTANCE = new UnchangedToast();
  }

  /** Not said: the row before, of which the log has the key alone. */
  record Absent() implements ColumnValue {
    public static final Absent INSTANCE = new Absent();
  }
}
