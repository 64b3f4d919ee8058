package dev.potoroo.runtime.delivery;

import java.util.Arrays;

/**
 * What one sink has not acknowledged of one stream, oldest first: for each message with outputs its
 * last output's id, and the message before it. A ring of longs: adding and removing take no memory
 * until it has to grow.
 */
final class OutstandingOutputs {
  private static final int FIRST_CAPACITY = 16;

  private long[] lastOutputs = new long[FIRST_CAPACITY];
  private long[] previousMessages = new long[FIRST_CAPACITY];
  private int head;
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  /** The id of the message before the oldest one here, or the point of the start. */
  long messageBeforeHead() {
    if (size == 0) {
      throw new IllegalStateException("nothing is outstanding");
    }
    return previousMessages[head];
  }

  void add(long lastOutput, long previousMessage) {
    if (size == lastOutputs.length) {
      grow();
    }
    int tail = (head + size) & (lastOutputs.length - 1);
    lastOutputs[tail] = lastOutput;
    previousMessages[tail] = previousMessage;
    size++;
  }

  /** Removes all whose outputs are at or below {@code outputId}, unsigned. */
  void removeUpTo(long outputId) {
    while (size > 0 && Long.compareUnsigned(lastOutputs[head], outputId) <= 0) {
      head = (head + 1) & (lastOutputs.length - 1);
      size--;
    }
  }

  private void grow() {
    lastOutputs = unrolled(lastOutputs);
    previousMessages = unrolled(previousMessages);
    head = 0;
  }

  /** Twice as long, with the head at 0. The ring is full when this is called. */
  private long[] unrolled(long[] ring) {
    long[] longer = Arrays.copyOf(ring, ring.length * 2);
    System.arraycopy(ring, head, longer, 0, ring.length - head);
    System.arraycopy(ring, 0, longer, ring.length - head, head);
    return longer;
  }
}
