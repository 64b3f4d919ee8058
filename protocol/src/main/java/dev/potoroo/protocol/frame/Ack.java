package dev.potoroo.protocol.frame;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives credits back, and names for some streams the point up to which everything is durable.
 *
 * @param credits to add to what the other end has; u32
 * @param streams may be empty; a stream of which nothing is done is left out
 */
public record Ack(int credits, List<StreamAck> streams) implements ReceiverFrame {

  /**
   * @param streamId a stream of this session
   * @param pointOfReference inclusive: the message of this id is done too
   */
  public record StreamAck(StreamId streamId, PointOfReference pointOfReference) {
    private static final int SIZE = 16;
  }

  public Ack {
    streams = List.copyOf(streams);
  }

  static Ack readBody(ByteBuf body) {
    Wire.require(body, 4, "ACK credits");
    int credits = body.readInt();
    int count = Wire.readCount(body, StreamAck.SIZE, "ACK");
    List<StreamAck> streams = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      streams.add(
          new StreamAck(new StreamId(body.readLong()), new PointOfReference(body.readLong())));
    }
    return new Ack(credits, streams);
  }

  @Override
  public FrameType type() {
    return FrameType.ACK;
  }

  @Override
  public void handOver(FrameHandler handler) {
    handler.ack(this);
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeInt(credits);
    out.writeInt(streams.size());
    for (StreamAck stream : streams) {
      out.writeLong(stream.streamId().value());
      out.writeLong(stream.pointOfReference().value());
    }
  }

  @Override
  public int bodySizeHint() {
    return 8 + streams.size() * StreamAck.SIZE;
  }
}
