package dev.potoroo.protocol.twophase;

import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Wire;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * From the application: make these ranges durable, so that they can be committed or aborted, and
 * vote.
 *
 * @param transactionId compared as a string after a restart
 * @param ranges what the transaction holds; at least one, also when it is empty of data
 */
public record Phase1(String transactionId, List<Range> ranges) implements TwoPhaseMessage {

  /**
   * @param streamId the stream of the data
   * @param start the end of the last committed range; u64
   * @param end the id that the next message will have; u64
   */
  public record Range(StreamId streamId, long start, long end) {
    private static final int SIZE = 24;
  }

  public Phase1 {
    Wire.requireStr16("transaction id", transactionId);
    ranges = List.copyOf(ranges);
    if (ranges.isEmpty()) {
      throw new IllegalArgumentException("PHASE1 has at least one range, also an empty one");
    }
  }

  static Phase1 readBody(ByteBuf body) {
    String transactionId = Wire.readStr16(body, "PHASE1 transaction id");
    int count = Wire.readCount(body, Range.SIZE, "PHASE1");
    if (count == 0) {
      throw new ProtocolException(
          "Unable to decode message on stream 0: PHASE1 " + transactionId + " has no range");
    }
    List<Range> ranges = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ranges.add(new Range(new StreamId(body.readLong()), body.readLong(), body.readLong()));
    }
    return new Phase1(transactionId, ranges);
  }

  @Override
  public TwoPhaseType type() {
    return TwoPhaseType.PHASE1;
  }

  @Override
  public void writeBody(ByteBuf out) {
    Wire.writeStr16(out, transactionId);
    out.writeInt(ranges.size());
    for (Range range : ranges) {
      out.writeLong(range.streamId().value());
      out.writeLong(range.start());
      out.writeLong(range.end());
    }
  }
}
