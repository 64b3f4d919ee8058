package dev.potoroo.protocol.frame;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import io.netty.buffer.ByteBuf;

/**
 * Answers NOTIFY.
 *
 * @param success whether the stream is open now; if not, it is in use elsewhere and may be asked
 *     for again later
 * @param streamId the stream that was asked for
 * @param pointOfReference go on with the message after this one; without meaning when refused
 */
public record NotifyAck(boolean success, StreamId streamId, PointOfReference pointOfReference)
    implements ReceiverFrame {

  static NotifyAck readBody(ByteBuf body) {
    return new NotifyAck(
        Wire.readBool(body, "NOTIFY_ACK success"),
        new StreamId(Wire.readU64(body, "NOTIFY_ACK stream id")),
        new PointOfReference(Wire.readU64(body, "NOTIFY_ACK point of reference")));
  }

  @Override
  public FrameType type() {
    return FrameType.NOTIFY_ACK;
  }

  @Override
  public void handOver(FrameHandler handler) {
    handler.notifyAck(this);
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeByte(success ? 1 : 0);
    out.writeLong(streamId.value());
    out.writeLong(pointOfReference.value());
  }

  @Override
  public int bodySizeHint() {
    return 17;
  }
}
