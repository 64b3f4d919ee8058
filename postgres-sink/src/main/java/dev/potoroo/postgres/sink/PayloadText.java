package dev.potoroo.postgres.sink;

import dev.potoroo.connector.sink.SinkMessage;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Payloads as PostgreSQL's text can hold them: UTF-8 without NUL. */
final class PayloadText {
  private static final char REPLACEMENT = '\uFFFD';

  private PayloadText() {}

  /**
   * @throws PoisonMessageException naming the message when its payload is no such text
   */
  static String of(SinkMessage message) throws PoisonMessageException {
    byte[] payload = message.payload();
    String text = new String(payload, StandardCharsets.UTF_8);
    // A replacement character is rare; only then it matters whether it came or was put in.
    if (text.indexOf(REPLACEMENT) >= 0) {
      requireUtf8(message);
    }
    if (text.indexOf('\0') >= 0) {
      throw new PoisonMessageException(
          message, "its payload holds the character NUL, which PostgreSQL's text cannot");
    }
    return text;
  }

  private static void requireUtf8(SinkMessage message) throws PoisonMessageException {
    ByteBuffer bytes = ByteBuffer.wrap(message.payload());
    try {
      StandardCharsets.UTF_8.newDecoder().decode(bytes);
    } catch (CharacterCodingException e) {
      throw new PoisonMessageException(
          message, "its payload is not UTF-8, at byte " + bytes.position());
    }
  }
}
