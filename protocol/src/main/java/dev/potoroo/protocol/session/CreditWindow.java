package dev.potoroo.protocol.session;

import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.frame.Message;

/**
 * What a receiver has granted and not yet seen used. A client may announce streams without a
 * credit, as Wallaroo's Python client does, so the count can fall below zero and is honest about
 * it: the debt is paid by the next refill on both ends alike.
 */
final class CreditWindow {
  private final int capacity;
  private final int refillAt;
  private final int maxDebt;
  private int size;
  private int remaining;

  /**
   * @param capacity credits of a full window, from 1 up
   * @param refillAt a refill is due when no more than this many remain; below {@code capacity}
   * @param maxDebt how many NOTIFY frames may come without a credit
   */
  CreditWindow(int capacity, int refillAt, int maxDebt) {
    if (capacity < 1 || refillAt < 0 || refillAt >= capacity) {
      throw new IllegalArgumentException(
          "credits: expected 0 <= refill < max, got max " + capacity + ", refill " + refillAt);
    }
    this.capacity = capacity;
    this.refillAt = refillAt;
    this.maxDebt = maxDebt;
    this.size = capacity;
  }

  /**
   * From the next refill on a full window has so many credits, and is refilled where it would be by
   * proportion. What is granted already stays granted.
   *
   * @param credits from 1 to the capacity
   */
  void resize(int credits) {
    if (credits < 1 || credits > capacity) {
      throw new IllegalArgumentException(
          "a window has from 1 to " + capacity + " credits, got " + credits);
    }
    size = credits;
  }

  /** The window is full again; the answer is what OK or ACK grants. */
  int refill() {
    int granted = Math.max(0, size - remaining);
    remaining += granted;
    return granted;
  }

  void useForNotify() {
    if (remaining <= -maxDebt) {
      throw new ProtocolException(
          "Too many NOTIFY frames: expected at most " + maxDebt + " without a credit");
    }
    remaining--;
  }

  void useFor(Message message) {
    if (remaining <= 0) {
      throw new ProtocolException(
          "Too many messages: stream "
              + message.streamId()
              + " sent message "
              + message.messageId()
              + " without a credit");
    }
    remaining--;
  }

  boolean isRefillDue() {
    return remaining <= (long) refillAt * size / capacity;
  }
}
