package dev.potoroo.postgres.source.wal.pgoutput;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Messages as the manual lays them out. */
final class Layout {
  private static final Pattern PART = Pattern.compile("#[^\n]*|'([^']*)'|([0-9a-f]{2})");

  private Layout() {}

  /**
   * Bytes written as two hexadecimal digits each, or as text in single quotes; what follows a
   * {@code #} on a line explains.
   */
  static ByteBuffer message(String layout) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Matcher part = PART.matcher(layout);
    while (part.find()) {
      if (part.group(1) != null) {
        bytes.writeBytes(part.group(1).getBytes(StandardCharsets.UTF_8));
      } else if (part.group(2) != null) {
        bytes.writeBytes(HexFormat.of().parseHex(part.group(2)));
      }
    }
    return ByteBuffer.wrap(bytes.toByteArray());
  }
}
