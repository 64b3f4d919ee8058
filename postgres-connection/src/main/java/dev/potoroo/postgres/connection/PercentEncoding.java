package dev.potoroo.postgres.connection;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of URIs, strictly: two digits after each %, UTF-8, no NUL; + is a plus. */
final class PercentEncoding {

  private PercentEncoding() {}

  /**
   * @throws IllegalArgumentException when the text is not well encoded; it is not quoted
   */
  static String decode(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(encoded.length);
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] != '%') {
        decoded.write(encoded[i]);
        continue;
      }
      int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
      int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw new IllegalArgumentException(
            "expected two hexadecimal digits after each %; a % itself is written %25");
      }
      if (high + low == 0) {
        throw new IllegalArgumentException("%00 is not allowed");
      }
      decoded.write(high << 4 | low);
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(decoded.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("expected UTF-8 behind the percent signs", e);
    }
  }
}
