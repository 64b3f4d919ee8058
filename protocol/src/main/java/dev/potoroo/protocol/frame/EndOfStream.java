package dev.potoroo.protocol.frame;

import dev.potoroo.protocol.StreamId;
import io.netty.buffer.ByteBuf;

/**
 * EOS_MESSAGE: no message follows on this stream in this session. Costs no credit. It is answered
 * by an ACK that names the stream, once everything before it is done.
 */
public record EndOfStream(StreamId streamId) implements SenderFrame {

  static EndOfStream readBody(ByteBuf body) {
    return new EndOfStream(new StreamId(Wire.readU64(body, "EOS_MESSAGE stream id")));
  }

  @Override
  public FrameType type() {
    return FrameType.EOS_MESSAGE;
  }

  @Override
  public void handOver(FrameHandler handler) {
    handler.endOfStream(this);
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeLong(streamId.value());
  }

  @Override
  public int bodySizeHint() {
    return 8;
  }
}
