package dev.potoroo.protocol.twophase;

import dev.potoroo.protocol.frame.Wire;
import io.netty.buffer.ByteBuf;

/**
 * From the application: settle the transaction. Nothing is answered.
 *
 * @param transactionId the transaction of the PHASE1 before
 * @param commit make the ranges visible, else drop them
 */
public record Phase2(String transactionId, boolean commit) implements TwoPhaseMessage {

  public Phase2 {
    Wire.requireStr16("transaction id", transactionId);
  }

  static Phase2 readBody(ByteBuf body) {
    return new Phase2(
        Wire.readStr16(body, "PHASE2 transaction id"), Wire.readBool(body, "PHASE2 commit"));
  }

  @Override
  public TwoPhaseType type() {
    return TwoPhaseType.PHASE2;
  }

  @Override
  public void writeBody(ByteBuf out) {
    Wire.writeStr16(out, transactionId);
    out.writeByte(commit ? 1 : 0);
  }
}
