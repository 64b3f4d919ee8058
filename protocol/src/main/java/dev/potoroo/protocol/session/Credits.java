package dev.potoroo.protocol.session;

/** What a sender may still send: the only place that adds or spends. Never negative. */
final class Credits {
  private final boolean counted;
  private long available;

  /**
   * @param counted whether anything costs; if not there is always enough
   */
  Credits(boolean counted) {
    this.counted = counted;
  }

  /** The first credits of a session, or more: {@code credits} is a u32 as it came. */
  void grant(int credits) {
    available += Integer.toUnsignedLong(credits);
  }

  /**
   * @throws IllegalStateException when there is none: ask {@link #available()} first
   */
  void require() {
    if (available() == 0) {
      throw new IllegalStateException("no credit left: wait for an ACK");
    }
  }

  /**
   * @throws IllegalStateException when there is none
   */
  void spend() {
    require();
    available--;
  }

  long available() {
    return counted ? available : Long.MAX_VALUE;
  }
}
