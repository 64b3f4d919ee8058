package dev.potoroo.transport;

import dev.potoroo.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;

/**
 * Looks at the first byte of a connection that was taken, and tells a dialer that begins with TLS
 * from one that does not: a TLS handshake begins with 22, and a HELLO, whose length never takes the
 * highest byte, with 0. The wrong kind is an exception for the handlers that follow, and nothing of
 * it goes through.
 */
final class FirstByte extends ChannelInboundHandlerAdapter {

  private static final byte TLS_HANDSHAKE = 22;

  private final boolean expectTls;
  private boolean refused;

  FirstByte(boolean expectTls) {
    this.expectTls = expectTls;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (refused) {
      ReferenceCountUtil.release(message);
      return;
    }
    ByteBuf bytes = (ByteBuf) message;
    if (!bytes.isReadable() || isTls(bytes) == expectTls) {
      if (bytes.isReadable()) {
        context.pipeline().remove(this);
      }
      context.fireChannelRead(bytes);
      return;
    }
    refused = true;
    bytes.release();
    context.fireExceptionCaught(new DecoderException(new ProtocolException(refuse(context))));
  }

  private static boolean isTls(ByteBuf bytes) {
    return bytes.getByte(bytes.readerIndex()) == TLS_HANDSHAKE;
  }

  private String refuse(ChannelHandlerContext context) {
    if (!expectTls) {
      return "Expected HELLO, got a TLS handshake: this end listens without TLS (option --tls)";
    }
    // So that the answer goes out in the clear, which is all that the dialer understands.
    context.pipeline().remove(TlsFailures.class);
    context.pipeline().remove(SslHandler.class);
    return "Expected a TLS handshake, got something else: this end listens with TLS (option --tls)";
  }
}
