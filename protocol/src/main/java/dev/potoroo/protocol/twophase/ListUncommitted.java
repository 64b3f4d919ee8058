package dev.potoroo.protocol.twophase;

import dev.potoroo.protocol.frame.Wire;
import io.netty.buffer.ByteBuf;

/**
 * From the application, once per session: which transactions has the sink prepared and not yet
 * settled?
 *
 * @param requestTag copied into the answer; u64
 */
public record ListUncommitted(long requestTag) implements TwoPhaseMessage {

  static ListUncommitted readBody(ByteBuf body) {
    return new ListUncommitted(Wire.readU64(body, "LIST_UNCOMMITTED tag"));
  }

  @Override
  public TwoPhaseType type() {
    return TwoPhaseType.LIST_UNCOMMITTED;
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeLong(requestTag);
  }
}
