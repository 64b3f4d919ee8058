package dev.potoroo.runtime;

import java.util.ArrayDeque;
import java.util.Queue;

/** Outputs that wait for one sink, and whether they are too many for its sources to go on. */
final class OutputQueue {
  private final long maxBytes;
  private final Queue<PendingOutput> outputs = new ArrayDeque<>();
  private long bytes;
  private boolean pressed;

  /**
   * @param maxBytes above so many bytes there is pressure, until half of that is left
   */
  OutputQueue(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  boolean isEmpty() {
    return outputs.isEmpty();
  }

  boolean isPressed() {
    return pressed;
  }

  void add(PendingOutput output) {
    outputs.add(output);
    bytes += output.size();
    pressed |= bytes > maxBytes;
  }

  /** The oldest. */
  PendingOutput remove() {
    PendingOutput output = outputs.remove();
    bytes -= output.size();
    return output;
  }

  void clear() {
    outputs.clear();
    bytes = 0;
  }

  /** Ends the pressure where it can end; true when it did. */
  boolean relieve() {
    if (pressed && bytes <= maxBytes / 2) {
      pressed = false;
      return true;
    }
    return false;
  }
}
