package dev.potoroo.protocol.session;

/** What a sender may still send: the only place that adds or spends. Never negative. */
final class Credits {
  private long available;

  /** The first credits of a session, or more: {@code credits} is a u32 as it came. */
  void grant(int credits) {
    available += Integer.toUnsignedLong(credits);
  }

  /**
   * @throws IllegalStateException when there is none: ask {@link #available()} first
   */
  void spend() {
    if (available == 0) {
      throw new IllegalStateException("no credit left: wait for an ACK");
    }
    available--;
  }

  long available() {
    return available;
  }
}
