package dev.potoroo.protocol.twophase;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** One message of a two-phase commit. Its components are in wire order. */
public sealed interface TwoPhaseMessage
    permits ListUncommitted, ReplyUncommitted, Phase1, Phase1Reply, Phase2, WorkersLeft {

  TwoPhaseType type();

  /** Writes what follows the type byte. */
  void writeBody(ByteBuf out);

  /** The MESSAGE frame that carries this. */
  default Message toMessage() {
    ByteBuf payload = Unpooled.buffer();
    payload.writeByte(type().tag());
    writeBody(payload);
    return new Message(
        StreamId.CONTROL, new MessageId(0), 0, Message.NO_BYTES, ByteBufUtil.getBytes(payload));
  }

  /**
   * Reads the message that a MESSAGE frame on stream 0 carries.
   *
   * @throws ProtocolException when the payload is none of the six, or ends too early
   */
  static TwoPhaseMessage of(Message carrier) {
    if (!carrier.streamId().equals(StreamId.CONTROL)) {
      throw new IllegalArgumentException(
          "two-phase commit runs on stream 0, not on " + carrier.streamId());
    }
    ByteBuf payload = Unpooled.wrappedBuffer(carrier.payload());
    if (!payload.isReadable()) {
      throw new ProtocolException("Unable to decode message on stream 0: it is empty");
    }
    return TwoPhaseType.ofTag(payload.readUnsignedByte()).readBody(payload);
  }
}
