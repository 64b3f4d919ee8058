package dev.potoroo.protocol.session;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * One thing that happens to a session: a call of its owner, or a frame of the peer. Streams and
 * numbers are few, so that what happens at random has to do with what happened before.
 *
 * @param action what happens, an index into what the session's run can do
 * @param stream which stream, from 0 to 3; 0 is also the one of a two-phase commit
 * @param choice an index into the numbers worth trying
 */
record Step(int action, int stream, int choice) {

  /** Bytes that one step is read from. */
  private static final int SIZE = 3;

  private static final int STREAMS = 4;

  /** Ids and points as they go on the wire: small, around the sign bit, the largest, never. */
  private static final long[] NUMBERS = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, Long.MAX_VALUE, Long.MIN_VALUE, -3, -2, -1
  };

  /**
   * The steps that the bytes stand for, beginning at {@code from}; what is left over at the end
   * stands for nothing.
   */
  static List<Step> read(byte[] bytes, int from) {
    List<Step> steps = new ArrayList<>();
    for (int at = from; at + SIZE <= bytes.length; at += SIZE) {
      steps.add(new Step(bytes[at] & 0xff, bytes[at + 1] & 0xff, bytes[at + 2] & 0xff));
    }
    return steps;
  }

  /** Up to 60 steps. */
  static Arbitrary<List<Step>> any() {
    Arbitrary<Integer> bytes = Arbitraries.integers().between(0, 0xff);
    return Combinators.combine(bytes, bytes, bytes)
        .as(Step::new)
        .list()
        .ofMaxSize(60)
        .withoutEdgeCases();
  }

  <A> A actionOf(A[] actions) {
    return actions[action % actions.length];
  }

  StreamId streamId() {
    return new StreamId(stream % STREAMS);
  }

  long number() {
    return NUMBERS[choice % NUMBERS.length];
  }

  PointOfReference point() {
    return new PointOfReference(number());
  }

  /** The number as an id; 2^64-1, which is none, becomes 0. */
  MessageId messageId() {
    return new MessageId(number() == PointOfReference.NEVER.value() ? 0 : number());
  }

  /** As OK and ACK have them: few mostly, sometimes up to 2^32-1. */
  int credits() {
    return (int) number();
  }

  boolean flag() {
    return choice % 2 == 0;
  }
}
