package dev.potoroo.postgres.source.wal.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of JSON in the making. Used again for the next document after {@link #clear}. */
public final class JsonBuffer {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** What stands after the backslash; 0 for a character that stands for itself. */
  private static final byte[] ESCAPES = new byte[256];

  static {
    Arrays.fill(ESCAPES, 0, ' ', (byte) 'u');
    ESCAPES['\b'] = 'b';
    ESCAPES['\t'] = 't';
    ESCAPES['\n'] = 'n';
    ESCAPES['\f'] = 'f';
    ESCAPES['\r'] = 'r';
    ESCAPES['"'] = '"';
    ESCAPES['\\'] = '\\';
  }

  private byte[] bytes = new byte[1024];
  private int length;

  public void clear() {
    length = 0;
  }

  public int length() {
    return length;
  }

  /** Takes back what was written after a {@link #length}. */
  public void truncate(int shorter) {
    length = shorter;
  }

  /** A copy. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  public byte byteAt(int position) {
    return bytes[position];
  }

  public JsonBuffer append(char ascii) {
    reserve(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  public JsonBuffer append(byte[] source, int offset, int count) {
    reserve(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
    return this;
  }

  public JsonBuffer append(byte[] source) {
    return append(source, 0, source.length);
  }

  /** ASCII, as it is. */
  public JsonBuffer append(String ascii) {
    int count = ascii.length();
    reserve(count);
    for (int i = 0; i < count; i++) {
      bytes[length + i] = (byte) ascii.charAt(i);
    }
    length += count;
    return this;
  }

  public JsonBuffer append(long number) {
    return append(Long.toString(number));
  }

  /** An LSN as PostgreSQL writes it, in quotes: {@code "16/B374D848"}. */
  public JsonBuffer appendLsn(long lsn) {
    append('"').appendHexadecimal(lsn >>> 32);
    return append('/').appendHexadecimal(lsn & 0xffff_ffffL).append('"');
  }

  private JsonBuffer appendHexadecimal(long number) {
    int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(number)) / 4);
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      append(Character.toUpperCase((char) HEX[(int) (number >>> shift) & 0xf]));
    }
    return this;
  }

  public JsonBuffer appendNull() {
    return append("null");
  }

  public JsonBuffer appendString(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return appendString(utf8, 0, utf8.length);
  }

  /** In quotes, with the escapes of PostgreSQL's {@code escape_json}. */
  public JsonBuffer appendString(byte[] utf8, int offset, int count) {
    append('"');
    int plain = offset;
    int end = offset + count;
    for (int i = offset; i < end; i++) {
      byte escape = ESCAPES[utf8[i] & 0xff];
      if (escape != 0) {
        append(utf8, plain, i - plain);
        appendEscape(escape, utf8[i]);
        plain = i + 1;
      }
    }
    append(utf8, plain, end - plain);
    return append('"');
  }

  private void appendEscape(byte escape, byte character) {
    append('\\').append((char) escape);
    if (escape == 'u') {
      append('0').append('0');
      append((char) HEX[character >> 4]).append((char) HEX[character & 0xf]);
    }
  }

  private void reserve(int count) {
    if (count > bytes.length - length) {
      // Fails with OutOfMemoryError beyond what an array can hold; a row in PostgreSQL is smaller.
      long wanted = Math.max(2L * bytes.length, (long) length + count);
      bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
    }
  }
}
