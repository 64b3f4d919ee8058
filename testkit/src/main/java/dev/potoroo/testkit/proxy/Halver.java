package dev.potoroo.testkit.proxy;

/** Finds the middle of something in the bytes that go one way of one connection. */
interface Halver {

  /** No place in this piece. */
  int NOWHERE = -1;

  /**
   * Called for each piece in its order.
   *
   * @return how many of its bytes lead up to the middle, at least 1, or {@link #NOWHERE}
   */
  int halve(byte[] piece, int length);

  /** The first middle of a frame in the piece. */
  static Halver ofFrames() {
    FrameCursor cursor = new FrameCursor();
    return (piece, length) -> {
      int half = NOWHERE;
      for (int i = 0; i < length; i++) {
        cursor.advance(piece[i]);
        if (half == NOWHERE && cursor.isHalfway()) {
          half = i + 1;
        }
      }
      return half;
    };
  }

  /** The middle of each piece that is longer than a byte, where nothing is known of frames. */
  static Halver ofPieces() {
    return (piece, length) -> length > 1 ? length / 2 : NOWHERE;
  }
}
