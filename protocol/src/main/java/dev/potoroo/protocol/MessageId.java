package dev.potoroo.protocol;

/**
 * Place of a message in its stream, unsigned 64-bit. Ids of one stream strictly increase; gaps are
 * fine. The largest value is no message id: on the wire it means "never" ({@link
 * PointOfReference#NEVER}).
 *
 * @param value the 64 bits as they go on the wire, from 0 to 2^64-2 unsigned
 */
public record MessageId(long value) implements Comparable<MessageId> {

  /**
   * @throws IllegalArgumentException for 2^64-1, which on the wire means "never"
   */
  public MessageId {
    if (value == PointOfReference.NEVER_VALUE) {
      throw new IllegalArgumentException("2^64-1 is no message id, it means \"never\"");
    }
  }

  @Override
  public int compareTo(MessageId other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(value);
  }
}
