package dev.potoroo.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Both ends of connections on loopback, over real sockets, with nothing above TLS but text. */
final class Ends implements AutoCloseable {

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final BlockingQueue<End> accepted = new LinkedBlockingQueue<>();
  private final Channel server;

  /** Listens; each connection that is taken is greeted with "welcome". */
  Ends(TlsListener tls) {
    server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    tls.install(channel);
                    End end = new End("welcome");
                    channel.pipeline().addLast(end);
                    accepted.add(end);
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** Dials as if the listener were called {@code host}; greets with "hello". */
  End dial(TlsDialer tls, String host) {
    End end = new End("hello");
    new Bootstrap()
        .group(group)
        .channel(NioSocketChannel.class)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                tls.install(channel, host, port());
                channel.pipeline().addLast(end);
              }
            })
        .connect("127.0.0.1", port())
        .syncUninterruptibly();
    return end;
  }

  /** The listener's end of the oldest connection not yet asked for. */
  End accepted() throws InterruptedException {
    End end = accepted.poll(10, TimeUnit.SECONDS);
    if (end == null) {
      throw new AssertionError("expected a connection within 10 s");
    }
    return end;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
