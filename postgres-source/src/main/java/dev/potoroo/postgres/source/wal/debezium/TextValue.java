package dev.potoroo.postgres.source.wal.debezium;

import dev.potoroo.postgres.source.wal.json.JsonBuffer;
import dev.potoroo.postgres.source.wal.json.ValueWriter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;

/**
 * A writer that reads the value's text as a {@code String}. A text that it cannot turn into a
 * number, for that has no room for it, becomes a string.
 */
interface TextValue extends ValueWriter {

  /**
   * @throws ArithmeticException when the value does not fit, as {@link DateTimeException} says too
   * @throws NumberFormatException when it is none, such as {@code infinity}
   */
  void write(String value, JsonBuffer out);

  @Override
  default void write(byte[] text, int offset, int length, JsonBuffer out) {
    int start = out.length();
    try {
      write(new String(text, offset, length, StandardCharsets.UTF_8), out);
    } catch (ArithmeticException | DateTimeException | NumberFormatException e) {
      out.truncate(start);
      out.appendString(text, offset, length);
    }
  }
}
