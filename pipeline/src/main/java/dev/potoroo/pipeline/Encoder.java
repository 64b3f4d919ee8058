package dev.potoroo.pipeline;

import java.nio.charset.StandardCharsets;

/**
 * Makes the bytes for a sink of what came out of the last stage. Called once for each output, one
 * after the other; the same output must give the same bytes.
 *
 * @param <T> the output's type
 */
@FunctionalInterface
public interface Encoder<T> {

  /**
   * @return the payload; it is not copied, so leave the array as it is. An empty one means that
   *     this sink gets nothing of this output
   * @throws Exception when there is no way to encode it; the message that it came from is a bad one
   *     then
   */
  byte[] encode(T output) throws Exception;

  /** The output as UTF-8 text. */
  static Encoder<String> utf8() {
    return output -> output.getBytes(StandardCharsets.UTF_8);
  }
}
