package dev.potoroo.postgres.sink.batch;

import dev.potoroo.connector.sink.SinkMessage;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Payloads as PostgreSQL's text can hold them: UTF-8 without NUL. */
final class PayloadText {
  private static final char REPLACEMENT = '\uFFFD';

  private PayloadText() {}

  /**
   * @throws PoisonMessageException naming the message when its payload is no such text
   */
  static void require(SinkMessage message) throws PoisonMessageException {
    @Nullable String flaw = flaw(message);
    if (flaw != null) {
      throw new PoisonMessageException(message, flaw);
    }
  }

  /** Why the payload is no such text; null when it is. */
  static @Nullable String flaw(SinkMessage message) {
    if (isAsciiWithoutNul(message.payload())) {
      return null;
    }
    String text = new String(message.payload(), StandardCharsets.UTF_8);
    // A replacement character is rare; only then it matters whether it came or was put in.
    @Nullable String flaw = text.indexOf(REPLACEMENT) >= 0 ? flawInUtf8(message.payload()) : null;
    if (flaw == null && text.indexOf('\0') >= 0) {
      return "its payload holds the character NUL, which PostgreSQL's text cannot";
    }
    return flaw;
  }

  /** Most payloads are, and it is told without making text of them. */
  private static boolean isAsciiWithoutNul(byte[] payload) {
    for (byte character : payload) {
      if (character <= 0) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable String flawInUtf8(byte[] payload) {
    ByteBuffer bytes = ByteBuffer.wrap(payload);
    try {
      StandardCharsets.UTF_8.newDecoder().decode(bytes);
      return null;
    } catch (CharacterCodingException e) {
      return "its payload is not UTF-8, at byte " + bytes.position();
    }
  }
}
