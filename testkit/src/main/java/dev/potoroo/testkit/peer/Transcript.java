package dev.potoroo.testkit.peer;

import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** The last frames that came on a connection, for the text of a failure. */
final class Transcript {
  private static final int KEPT = 8;
  private static final int MAX_PAYLOAD_SHOWN = 80;

  private final Deque<Frame> last = new ArrayDeque<>();
  private long count;

  synchronized void add(Frame frame) {
    count++;
    last.addLast(frame);
    if (last.size() > KEPT) {
      last.removeFirst();
    }
  }

  /** Empty, or from a new line on: the frames that came so far, in order. */
  @Override
  public synchronized String toString() {
    StringBuilder text = new StringBuilder();
    if (count > last.size()) {
      text.append("\n  before: ").append(count - last.size()).append(" frames");
    }
    for (Frame frame : last) {
      text.append("\n  came: ").append(describe(frame));
    }
    return text.toString();
  }

  /** As the frame describes itself, and for a message its payload too: these are test data. */
  static String describe(Frame frame) {
    if (!(frame instanceof Message message)) {
      return frame.toString();
    }
    String payload = new String(message.payload(), StandardCharsets.UTF_8);
    return message
        + " \""
        + payload.substring(0, Math.min(payload.length(), MAX_PAYLOAD_SHOWN))
        + "\"";
  }
}
