package dev.potoroo.connector.command;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes as options take it: {@code 512}, {@code 64KiB}, {@code 1MiB}, {@code 2GiB}.
 * Units are powers of 1024; a blank before them and lower case are fine.
 *
 * @param bytes from 0 up
 */
public record ByteSize(long bytes) {

  private static final Pattern FORM = Pattern.compile("(\\d{1,15}) ?(b|kib|mib|gib|)");

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("expected a size from 0 up, got " + bytes);
    }
  }

  /**
   * @throws IllegalArgumentException when the text is no size; its message says what was expected
   */
  public static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected a size in bytes as in 65536, 64KiB or 1MiB, got \"" + text + "\"");
    }
    int shift =
        switch (matcher.group(2)) {
          case "kib" -> 10;
          case "mib" -> 20;
          case "gib" -> 30;
          default -> 0;
        };
    return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift));
  }

  /**
   * For a size that is held in an {@code int}.
   *
   * @return {@link Integer#MAX_VALUE} for what is larger
   */
  public int toInt() {
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  @Override
  public String toString() {
    if (bytes > 0 && bytes % (1 << 20) == 0) {
      return (bytes >> 20) + "MiB";
    }
    return bytes > 0 && bytes % (1 << 10) == 0 ? (bytes >> 10) + "KiB" : bytes + "B";
  }
}
