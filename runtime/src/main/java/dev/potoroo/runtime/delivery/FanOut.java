package dev.potoroo.runtime.delivery;

import dev.potoroo.protocol.PointOfReference;

/**
 * How ids of messages and of their outputs belong together. Output {@code k} of message {@code id}
 * has the id {@code id * factor + k}: it follows from the message alone, and keeps the order. All
 * ids are unsigned 64-bit.
 *
 * <p>With a factor above 1 a mark can lie between the outputs of one message; the point that it
 * means is then the one before that message, and with ids that leave gaps it may be no message's.
 *
 * @param factor the most outputs of one message, from 1; with 1 both ids are the same
 */
public record FanOut(int factor) {

  /** 2^64-2: the largest message id. */
  private static final long MAX_ID = PointOfReference.NEVER.value() - 1;

  public FanOut {
    if (factor < 1) {
      throw new IllegalArgumentException("a fan-out is at least 1, got " + factor);
    }
  }

  /** The largest message id all of whose possible outputs have an id. */
  public long maxSourceId() {
    return Long.divideUnsigned(MAX_ID - (factor - 1), factor);
  }

  /**
   * @param sourceId up to {@link #maxSourceId}
   * @param index place among the message's outputs, from 0 and below {@link #factor}
   */
  public long outputId(long sourceId, int index) {
    return sourceId * factor + index;
  }

  /** The last message id all of whose possible outputs a sink's mark covers. */
  public PointOfReference sourcePoint(PointOfReference mark) {
    if (factor == 1 || mark.isNever()) {
      return mark;
    }
    long wholeMessages = Long.divideUnsigned(mark.value() + 1, factor);
    return new PointOfReference(wholeMessages - 1);
  }
}
