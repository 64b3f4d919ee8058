package dev.potoroo.protocol.twophase;

import dev.potoroo.protocol.frame.Wire;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * From the sink: answers {@link ListUncommitted}.
 *
 * @param requestTag the tag of the question; u64
 * @param transactionIds every transaction with a vote and no phase 2; Wallaroo takes one at most
 */
public record ReplyUncommitted(long requestTag, List<String> transactionIds)
    implements TwoPhaseMessage {

  public ReplyUncommitted {
    transactionIds = List.copyOf(transactionIds);
    transactionIds.forEach(id -> Wire.requireStr16("transaction id", id));
  }

  static ReplyUncommitted readBody(ByteBuf body) {
    long requestTag = Wire.readU64(body, "REPLY_UNCOMMITTED tag");
    return new ReplyUncommitted(requestTag, readNames(body, "REPLY_UNCOMMITTED"));
  }

  @Override
  public TwoPhaseType type() {
    return TwoPhaseType.REPLY_UNCOMMITTED;
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeLong(requestTag);
    writeNames(out, transactionIds);
  }

  static List<String> readNames(ByteBuf body, String what) {
    int count = Wire.readCount(body, 2, what);
    List<String> names = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      names.add(Wire.readStr16(body, what));
    }
    return names;
  }

  static void writeNames(ByteBuf out, List<String> names) {
    out.writeInt(names.size());
    names.forEach(name -> Wire.writeStr16(out, name));
  }
}
