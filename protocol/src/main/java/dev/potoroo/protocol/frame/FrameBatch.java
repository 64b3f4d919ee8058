package dev.potoroo.protocol.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Frames gathered in one buffer, so that a thousand small ones are one write to the socket. The
 * next buffer is as large as the last one became: to let one grow costs more than to fill it.
 *
 * <p>For one thread at a time.
 */
public final class FrameBatch {

  /** Bytes from which on a batch {@link #isFull}. */
  private static final int FULL = 56 * 1024;

  private static final int LEAST_SIZE = 1024;

  /** Room for the frame with which a batch becomes full, unless that is a long one. */
  private static final int MOST_SIZE = 64 * 1024;

  private @Nullable ByteBuf bytes;
  private int size = LEAST_SIZE;

  /**
   * Encodes a frame behind those before it; all of it or, when that fails, nothing.
   *
   * @param allocator of the buffer, when this begins one
   */
  public void append(Frame frame, ByteBufAllocator allocator) {
    ByteBuf open = bytes;
    if (open == null) {
      open = allocator.ioBuffer(size);
      bytes = open;
    }
    FrameEncoder.encode(frame, open);
  }

  /** Whether it should be sent before anything is appended. It takes more all the same. */
  public boolean isFull() {
    return bytes != null && bytes.readableBytes() >= FULL;
  }

  /**
   * What was appended since the last call; the caller releases it.
   *
   * @return null when that was nothing
   */
  public @Nullable ByteBuf take() {
    ByteBuf taken = bytes;
    if (taken != null) {
      bytes = null;
      size = Math.min(MOST_SIZE, Math.max(LEAST_SIZE, taken.readableBytes()));
    }
    return taken;
  }
}
