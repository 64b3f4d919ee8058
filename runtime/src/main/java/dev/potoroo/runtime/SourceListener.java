package dev.potoroo.runtime;

import dev.potoroo.pipeline.SourceConnectorConfig;
import dev.potoroo.transport.TlsListener;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Listens where the connectors of one source dial in. */
final class SourceListener {
  private final SourceConnectorConfig<?> source;
  private final Channel channel;

  private SourceListener(SourceConnectorConfig<?> source, Channel channel) {
    this.source = source;
    this.channel = channel;
  }

  /**
   * Begins to listen. Called before the worker runs, from any thread but the event loop; blocks.
   *
   * @throws IOException when the address cannot be listened on; names address and source
   */
  static SourceListener open(
      PipelineRunner runner, WorkerContext context, EventLoopGroup eventLoop, TlsListener tls)
      throws IOException {
    SourceConnectorConfig<?> source = runner.source();
    ChannelFuture bound =
        new ServerBootstrap()
            .group(eventLoop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel accepted) {
                    tls.install(accepted);
                    new SourceConnection(accepted, runner, context).connection().install();
                  }
                })
            .bind(source.host(), source.port())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "source \""
              + source.name()
              + "\" cannot listen on "
              + source.host()
              + ":"
              + source.port()
              + ": "
              + bound.cause().getMessage(),
          bound.cause());
    }
    SourceListener listener = new SourceListener(source, bound.channel());
    tls.listening(listener.address());
    return listener;
  }

  SourceConnectorConfig<?> source() {
    return source;
  }

  /** With the port that was really taken. */
  InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Takes no more connections; those that are there stay. */
  void close() {
    channel.close();
  }
}
