package dev.potoroo.protocol.twophase;

import dev.potoroo.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;

/** The first byte of each message. */
public enum TwoPhaseType {
  LIST_UNCOMMITTED(201),
  REPLY_UNCOMMITTED(202),
  PHASE1(203),
  REPLY(204),
  PHASE2(205),
  WORKERS_LEFT(206);

  private static final TwoPhaseType[] IN_ORDER = values();

  private final int tag;

  TwoPhaseType(int tag) {
    this.tag = tag;
  }

  /** Whether the application sends it, and not the sink. */
  public boolean isFromApplication() {
    return switch (this) {
      case LIST_UNCOMMITTED, PHASE1, PHASE2, WORKERS_LEFT -> true;
      case REPLY_UNCOMMITTED, REPLY -> false;
    };
  }

  /** The byte on the wire. */
  public int tag() {
    return tag;
  }

  /**
   * @throws ProtocolException for a byte that is no message's
   */
  static TwoPhaseType ofTag(int tag) {
    int index = tag - LIST_UNCOMMITTED.tag;
    if (index < 0 || index >= IN_ORDER.length) {
      throw new ProtocolException(
          "Unable to decode message on stream 0: expected a type from 201 to 206, got " + tag);
    }
    return IN_ORDER[index];
  }

  TwoPhaseMessage readBody(ByteBuf body) {
    return switch (this) {
      case LIST_UNCOMMITTED -> ListUncommitted.readBody(body);
      case REPLY_UNCOMMITTED -> ReplyUncommitted.readBody(body);
      case PHASE1 -> Phase1.readBody(body);
      case REPLY -> Phase1Reply.readBody(body);
      case PHASE2 -> Phase2.readBody(body);
      case WORKERS_LEFT -> WorkersLeft.readBody(body);
    };
  }
}
