package dev.potoroo.protocol;

/**
 * A place in a stream to resume from: everything up to and with this message id has been dealt
 * with. Inclusive: 17 means that 17 itself is done (docs/decisions/0001). 2^64-1 means that nothing
 * of the stream has ever been dealt with, and sorts below every other point.
 *
 * @param value the 64 bits as they go on the wire
 */
public record PointOfReference(long value) implements Comparable<PointOfReference> {

  /** 2^64-1 as a long. */
  static final long NEVER_VALUE = -1L;

  /** Nothing of this stream has been dealt with: start at the beginning. */
  public static final PointOfReference NEVER = new PointOfReference(NEVER_VALUE);

  public static PointOfReference at(MessageId id) {
    return new PointOfReference(id.value());
  }

  public boolean isNever() {
    return value == NEVER_VALUE;
  }

  /** Whether the message of that id has been dealt with, when everything up to this point has. */
  public boolean covers(MessageId id) {
    return covers(id.value());
  }

  /** As {@link #covers(MessageId)}, for an id that is at hand as its 64 bits. */
  public boolean covers(long messageId) {
    return !isNever() && Long.compareUnsigned(messageId, value) <= 0;
  }

  public PointOfReference max(PointOfReference other) {
    return compareTo(other) >= 0 ? this : other;
  }

  public PointOfReference min(PointOfReference other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /** {@link #NEVER} first, then by unsigned value: adding one turns "never" into the least. */
  @Override
  public int compareTo(PointOfReference other) {
    return Long.compareUnsigned(value + 1, other.value + 1);
  }

  /** {@code never}, or the id as an unsigned number. */
  @Override
  public String toString() {
    return isNever() ? "never" : Long.toUnsignedString(value);
  }
}
