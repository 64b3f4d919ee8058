package dev.potoroo.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Puts the peer's address into the field {@code session} of each log line, while an event of its
 * connection is handled: one event loop serves many. Stands before the codec, so that it is done
 * once for what is read at once, not for each frame.
 */
public final class SessionField extends ChannelInboundHandlerAdapter {
  private static final String FIELD = "session";

  @Override
  public void channelActive(ChannelHandlerContext context) {
    handle(context, context::fireChannelActive);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    handle(context, () -> context.fireChannelRead(message));
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    handle(context, context::fireChannelReadComplete);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    handle(context, context::fireChannelInactive);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    handle(context, () -> context.fireExceptionCaught(cause));
  }

  /** An event can bring about another, so what was in the field before comes back. */
  private static void handle(ChannelHandlerContext context, Runnable event) {
    @Nullable String before = MDC.get(FIELD);
    MDC.put(FIELD, String.valueOf(context.channel().remoteAddress()));
    try {
      event.run();
    } finally {
      if (before == null) {
        MDC.remove(FIELD);
      } else {
        MDC.put(FIELD, before);
      }
    }
  }
}
