package dev.potoroo.protocol.twophase;

import dev.potoroo.protocol.frame.Wire;
import io.netty.buffer.ByteBuf;

/**
 * REPLY, from the sink: its vote on a {@link Phase1}. There is no answer to {@link Phase2}.
 *
 * @param transactionId the transaction of the PHASE1 before
 * @param commit yes: the ranges are durable and can be committed
 */
public record Phase1Reply(String transactionId, boolean commit) implements TwoPhaseMessage {

  public Phase1Reply {
    Wire.requireStr16("transaction id", transactionId);
  }

  static Phase1Reply readBody(ByteBuf body) {
    return new Phase1Reply(
        Wire.readStr16(body, "REPLY transaction id"), Wire.readBool(body, "REPLY commit"));
  }

  @Override
  public TwoPhaseType type() {
    return TwoPhaseType.REPLY;
  }

  @Override
  public void writeBody(ByteBuf out) {
    Wire.writeStr16(out, transactionId);
    out.writeByte(commit ? 1 : 0);
  }
}
