package dev.potoroo.protocol.frame;

import dev.potoroo.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * The session is over and nothing above the last acknowledged point may be taken as received:
 * close, dial again, announce every stream anew (docs/decisions/0001).
 *
 * @param address {@code host:port} to dial from now on; empty means the same place as before
 */
public record Restart(String address) implements ReceiverFrame {

  /** Longer than any host name with its port; the wire itself would take 4 GiB. */
  private static final int MAX_ADDRESS = 1024;

  public Restart {
    if (ByteBufUtil.utf8Bytes(address) > MAX_ADDRESS) {
      throw new IllegalArgumentException(
          "RESTART address takes up to " + MAX_ADDRESS + " bytes of UTF-8");
    }
  }

  static Restart readBody(ByteBuf body) {
    Wire.require(body, 4, "RESTART address length");
    long length = body.readUnsignedInt();
    if (length > MAX_ADDRESS) {
      throw new ProtocolException(
          "Unable to decode frame: RESTART address takes up to "
              + MAX_ADDRESS
              + " bytes, got "
              + length);
    }
    byte[] address = Wire.readBytes(body, (int) length, "RESTART address");
    return new Restart(Wire.utf8(address, "RESTART address"));
  }

  @Override
  public FrameType type() {
    return FrameType.RESTART;
  }

  @Override
  public void handOver(FrameHandler handler) {
    handler.restart(this);
  }

  @Override
  public void writeBody(ByteBuf out) {
    byte[] bytes = address.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.writeBytes(bytes);
  }

  @Override
  public int bodySizeHint() {
    return 4 + ByteBufUtil.utf8Bytes(address);
  }
}
