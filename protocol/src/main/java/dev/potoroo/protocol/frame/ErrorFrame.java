package dev.potoroo.protocol.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Either end's last word: the session is over, and why. The sender closes the connection after it.
 *
 * @param text what was expected and what came; cut to what a str16 holds
 */
public record ErrorFrame(String text) implements SenderFrame, ReceiverFrame {

  /** No character takes more than 3 bytes of UTF-8 for each {@code char} of it. */
  private static final int ALWAYS_FITS = Wire.MAX_STR16 / 3;

  public ErrorFrame {
    if (text.length() > ALWAYS_FITS && ByteBufUtil.utf8Bytes(text) > Wire.MAX_STR16) {
      text = text.substring(0, ALWAYS_FITS);
    }
  }

  static ErrorFrame readBody(ByteBuf body) {
    return new ErrorFrame(Wire.readInformativeStr16(body, "ERROR text"));
  }

  @Override
  public FrameType type() {
    return FrameType.ERROR;
  }

  @Override
  public void handOver(FrameHandler handler) {
    handler.error(this);
  }

  @Override
  public void writeBody(ByteBuf out) {
    Wire.writeStr16(out, text);
  }

  @Override
  public int bodySizeHint() {
    return Wire.str16Size(text);
  }
}
