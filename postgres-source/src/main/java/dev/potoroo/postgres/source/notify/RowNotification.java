package dev.potoroo.postgres.source.notify;

import java.nio.charset.StandardCharsets;

/**
 * What our triggers NOTIFY: {@code id time length key payload}, where the length is that of the key
 * in characters and no space parts key and payload; or {@code id} alone, for a row that was put
 * aside under that id because it is too long.
 */
sealed interface RowNotification {

  /** The longest text that NOTIFY takes. */
  int MAX_BYTES = 7_999;

  /** The row itself. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Inline(long eventTime, byte[] key, byte[] payload) implements RowNotification {}

  /** Where the row is to be fetched. */
  record Reference(long id) implements RowNotification {}

  /**
   * @throws IllegalArgumentException for any other text; it is not quoted
   */
  static RowNotification parse(String text) {
    int id = text.indexOf(' ');
    try {
      if (id < 0) {
        return new Reference(Long.parseLong(text));
      }
      int time = text.indexOf(' ', id + 1);
      int length = text.indexOf(' ', time + 1);
      int key = length + 1;
      int keyCharacters = Integer.parseInt(text.substring(time + 1, length));
      // PostgreSQL counts code points.
      int payload = text.offsetByCodePoints(key, keyCharacters);
      return new Inline(
          Long.parseLong(text.substring(id + 1, time)),
          utf8(text.substring(key, payload)),
          utf8(text.substring(payload)));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "a notification that our triggers did not send: expected id, time, key length, key and"
              + " payload");
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
