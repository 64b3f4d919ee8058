package dev.potoroo.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;

/**
 * Sets {@link LogField#SESSION} while an event of its connection is handled: one event loop serves
 * many. Stands before the codec, so that it is done once for what is read at once, not for each
 * frame. Timers, and what one connection's event does to another, set it with {@link #during}.
 */
public final class SessionField extends ChannelInboundHandlerAdapter {

  private static final String NOT_CONNECTED = "not connected";

  private String peer = NOT_CONNECTED;

  /** The field's value on that connection. */
  public static String of(Channel channel) {
    if (channel.remoteAddress() instanceof InetSocketAddress remote) {
      String host = remote.getHostString();
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + remote.getPort();
    }
    return NOT_CONNECTED;
  }

  /** Sets the field to that connection's while {@code body} runs. */
  public static <E extends Exception> void during(Channel channel, LogField.Body<E> body) throws E {
    LogField.SESSION.during(of(channel), body);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    peer = of(context.channel());
    LogField.SESSION.during(peer, context::fireChannelActive);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    LogField.SESSION.during(peer, () -> context.fireChannelRead(message));
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    LogField.SESSION.during(peer, context::fireChannelReadComplete);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    LogField.SESSION.during(peer, context::fireChannelWritabilityChanged);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    LogField.SESSION.during(peer, context::fireChannelInactive);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LogField.SESSION.during(peer, () -> context.fireExceptionCaught(cause));
  }
}
