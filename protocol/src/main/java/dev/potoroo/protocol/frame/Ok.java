package dev.potoroo.protocol.frame;

import io.netty.buffer.ByteBuf;

/**
 * Answers a good HELLO.
 *
 * @param initialCredits how many NOTIFY and MESSAGE frames may be sent before the next ACK; u32, so
 *     read it with {@link Integer#toUnsignedLong}
 */
public record Ok(int initialCredits) implements ReceiverFrame {

  static Ok readBody(ByteBuf body) {
    Wire.require(body, 4, "OK credits");
    return new Ok(body.readInt());
  }

  @Override
  public FrameType type() {
    return FrameType.OK;
  }

  @Override
  public void handOver(FrameHandler handler) {
    handler.ok(this);
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeInt(initialCredits);
  }

  @Override
  public int bodySizeHint() {
    return 4;
  }
}
