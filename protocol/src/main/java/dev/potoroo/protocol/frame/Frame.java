package dev.potoroo.protocol.frame;

import io.netty.buffer.ByteBuf;

/** One frame of the protocol. Its components are in wire order. */
public sealed interface Frame permits SenderFrame, ReceiverFrame {

  FrameType type();

  /** Hands itself to the one method of {@code handler} that is for its kind. */
  void handOver(FrameHandler handler);

  /** Writes the body: what follows the type byte. */
  void writeBody(ByteBuf out);

  /** Bytes of the body, exactly or a little more: room to take before writing. */
  int bodySizeHint();
}
