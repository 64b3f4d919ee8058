package dev.potoroo.protocol.frame;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import io.netty.buffer.ByteBuf;

/**
 * Announces a stream; nothing may be sent on it before {@link NotifyAck} says yes. Costs a credit.
 *
 * @param streamId the stream's identity
 * @param streamName tells people which stream it is; bytes that are not UTF-8 read as U+FFFD
 * @param pointOfReference where the sender believes it stands; the answer decides
 */
public record Notify(StreamId streamId, String streamName, PointOfReference pointOfReference)
    implements SenderFrame {

  public Notify {
    Wire.requireStr16("NOTIFY stream name", streamName);
  }

  static Notify readBody(ByteBuf body) {
    return new Notify(
        new StreamId(Wire.readU64(body, "NOTIFY stream id")),
        Wire.readInformativeStr16(body, "NOTIFY stream name"),
        new PointOfReference(Wire.readU64(body, "NOTIFY point of reference")));
  }

  @Override
  public FrameType type() {
    return FrameType.NOTIFY;
  }

  @Override
  public void handOver(FrameHandler handler) {
    handler.notify(this);
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeLong(streamId.value());
    Wire.writeStr16(out, streamName);
    out.writeLong(pointOfReference.value());
  }

  @Override
  public int bodySizeHint() {
    return 16 + Wire.str16Size(streamName);
  }
}
