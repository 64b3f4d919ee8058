package dev.potoroo.pipeline;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Makes a value of what came from a source. Called once for each message, one after the other.
 *
 * @param <T> the value's type
 */
@FunctionalInterface
public interface Decoder<T> {

  /**
   * @return null when nothing comes of the message: it counts as processed
   * @throws Exception when the message cannot be understood; its text reaches people, so it says
   *     what was expected and what came. The message is a bad one then, and the runner's setting
   *     decides what becomes of it
   */
  @Nullable T decode(SourceMessage message) throws Exception;

  /** The payload as text, which must be well-formed UTF-8. */
  static Decoder<String> utf8() {
    return message -> {
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(message.payload()))
            .toString();
      } catch (CharacterCodingException e) {
        throw new IllegalArgumentException(
            "expected UTF-8 text, got bytes that are not (" + e.getMessage() + ")", e);
      }
    };
  }
}
