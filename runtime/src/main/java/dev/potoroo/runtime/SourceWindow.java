package dev.potoroo.runtime;

import dev.potoroo.protocol.frame.Message;

/**
 * How many messages a source may have under way: the fewer turns a source takes to send the same,
 * the less each message costs.
 *
 * <p>It begins with {@value #ALWAYS}, as Wallaroo does, and has never less. It has more, up to what
 * the pipeline allows, as long as they fit into {@value #MAX_BYTES} bytes, were each as long as the
 * longest of those that came last: so much the buffers of a socket take in, and Wallaroo's Python
 * client loses bytes when they are full. Many connections have less each, as together they are to
 * fit into memory. Reasons and figures: docs/decisions/0011-credits-by-size.md.
 */
final class SourceWindow {
  static final int ALWAYS = 1000;
  static final long MAX_BYTES = 1 << 20;

  private final int max;
  private final long maxBytesOfAll;
  private int messages;
  private long longest;

  /**
   * @param max messages that the pipeline allows one source
   * @param maxBytesOfAll what all connections together may have under way, in bytes
   */
  SourceWindow(int max, long maxBytesOfAll) {
    this.max = max;
    this.maxBytesOfAll = maxBytesOfAll;
    this.messages = Math.min(ALWAYS, max);
  }

  void received(Message message) {
    long length = Message.frameLength(message.key().length, message.payload().length);
    longest = Math.max(longest, length);
  }

  /**
   * How many there may be from now on, judged by what came since this was asked for last.
   *
   * @param connections how many there are, from 1
   */
  int messages(int connections) {
    if (longest > 0) {
      long fitting = Math.min(MAX_BYTES, maxBytesOfAll / connections) / longest;
      messages = (int) Math.min(max, Math.max(ALWAYS, fitting));
      longest = 0;
    }
    return messages;
  }
}
