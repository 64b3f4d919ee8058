package dev.potoroo.protocol.frame;

import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import io.netty.buffer.ByteBuf;

/** The type byte of each frame. */
public enum FrameType {
  HELLO(0),
  OK(1),
  ERROR(2),
  NOTIFY(3),
  NOTIFY_ACK(4),
  MESSAGE(5),
  ACK(6),
  RESTART(7),
  EOS_MESSAGE(8);

  private static final FrameType[] BY_TAG = values();

  private final int tag;

  FrameType(int tag) {
    this.tag = tag;
  }

  /** The byte on the wire. */
  public int tag() {
    return tag;
  }

  /**
   * @throws ProtocolException for a byte that is no frame's
   */
  static FrameType ofTag(int tag) {
    if (tag >= BY_TAG.length) {
      throw new ProtocolException(
          "Unable to decode frame: expected a type from 0 to "
              + (BY_TAG.length - 1)
              + ", got "
              + tag);
    }
    return BY_TAG[tag];
  }

  /**
   * @param likelyStream taken for a message's stream where it is that one
   */
  Frame readBody(ByteBuf body, StreamId likelyStream) {
    return switch (this) {
      case HELLO -> Hello.readBody(body);
      case OK -> Ok.readBody(body);
      case ERROR -> ErrorFrame.readBody(body);
      case NOTIFY -> Notify.readBody(body);
      case NOTIFY_ACK -> NotifyAck.readBody(body);
      case MESSAGE -> Message.readBody(body, likelyStream);
      case ACK -> Ack.readBody(body);
      case RESTART -> Restart.readBody(body);
      case EOS_MESSAGE -> EndOfStream.readBody(body);
    };
  }
}
