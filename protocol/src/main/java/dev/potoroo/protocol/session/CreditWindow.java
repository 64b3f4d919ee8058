package dev.potoroo.protocol.session;

/**
 * What a receiver has granted and not yet seen used. Wallaroo's Python client announces streams
 * without credits, so the count can fall below zero and is honest about it: the debt is paid by the
 * next refill on both ends alike.
 */
final class CreditWindow {
  private final int capacity;
  private final int refillAt;
  private int remaining;

  /**
   * @param capacity credits of a full window, from 1 up
   * @param refillAt a refill is due when no more than this many remain; below {@code capacity}
   */
  CreditWindow(int capacity, int refillAt) {
    if (capacity < 1 || refillAt < 0 || refillAt >= capacity) {
      throw new IllegalArgumentException(
          "credits: expected 0 <= refill < max, got max " + capacity + ", refill " + refillAt);
    }
    this.capacity = capacity;
    this.refillAt = refillAt;
  }

  /** The window is full again; the answer is what OK or ACK grants. */
  int refill() {
    int granted = capacity - remaining;
    remaining = capacity;
    return granted;
  }

  void use() {
    remaining--;
  }

  boolean isEmpty() {
    return remaining <= 0;
  }

  boolean isRefillDue() {
    return remaining <= refillAt;
  }
}
