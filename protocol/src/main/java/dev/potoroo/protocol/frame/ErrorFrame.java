package dev.potoroo.protocol.frame;

import io.netty.buffer.ByteBuf;

/**
 * Either end's last word: the session is over, and why. The sender closes the connection after it.
 *
 * @param text what was expected and what came; cut to what a str16 holds
 */
public record ErrorFrame(String text) implements SenderFrame, ReceiverFrame {

  public ErrorFrame {
    text = Wire.cutToStr16(text);
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
