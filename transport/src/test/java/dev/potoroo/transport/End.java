package dev.potoroo.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** One end of a connection: greets, and notes what it hears and what goes wrong. */
final class End extends ChannelInboundHandlerAdapter {

  private final String greeting;
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private volatile @Nullable Channel channel;

  End(String greeting) {
    this.greeting = greeting;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    channel = context.channel();
    context.writeAndFlush(Unpooled.copiedBuffer(greeting, UTF_8));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    events.add("heard " + bytes.toString(UTF_8));
    bytes.release();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    events.add("closed");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Throwable inner = cause instanceof DecoderException ? cause.getCause() : null;
    events.add("failed: " + (inner == null ? cause : inner).getMessage());
    context.close();
  }

  /** What happened next. */
  String next() throws InterruptedException {
    String event = events.poll(10, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("expected something to happen within 10 s");
    }
    return event;
  }

  Channel channel() {
    Channel now = channel;
    if (now == null) {
      throw new AssertionError("not connected yet");
    }
    return now;
  }

  String version() {
    return tls().engine().getSession().getProtocol();
  }

  /** Which certificate the other end has shown. */
  BigInteger peerSerial() throws SSLPeerUnverifiedException {
    return ((X509Certificate) tls().engine().getSession().getPeerCertificates()[0])
        .getSerialNumber();
  }

  private SslHandler tls() {
    return channel().pipeline().get(SslHandler.class);
  }
}
