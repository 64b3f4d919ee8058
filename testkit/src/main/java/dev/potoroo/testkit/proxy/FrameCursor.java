package dev.potoroo.testkit.proxy;

/**
 * Where in a frame a stream of bytes is: a length of four bytes, big-endian, then as many bytes as
 * it says. Garbage only makes it wrong about the place.
 */
final class FrameCursor {
  private static final int LENGTH_SIZE = 4;

  /** Bytes of the frame so far. */
  private long position;

  private long length;

  /** Goes on by one byte of the stream. */
  void advance(byte next) {
    if (position == LENGTH_SIZE + length && position >= LENGTH_SIZE) {
      position = 0;
      length = 0;
    }
    if (position < LENGTH_SIZE) {
      length = length << Byte.SIZE | Byte.toUnsignedInt(next);
    }
    position++;
  }

  /** Whether the last byte was the one after which half of a frame is out, its length included. */
  boolean isHalfway() {
    return position == Math.max(LENGTH_SIZE, (LENGTH_SIZE + length) / 2)
        && position < LENGTH_SIZE + length;
  }
}
