package dev.potoroo.connector.connection;

import dev.potoroo.connector.HostAndPort;
import dev.potoroo.transport.TlsDialer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;

/** Opens connections to an application. */
public final class Dialer {

  private final EventLoop loop;
  private final int maxFrameLength;
  private final int connectTimeoutMillis;
  private final Duration idleTimeout;
  private final TlsDialer tls;

  /**
   * @param maxFrameLength longest frame taken, in bytes
   * @param connectTimeout for the TCP connection
   * @param idleTimeout how long the other end may leave a frame half done; zero for ever
   * @param tls how connections begin
   */
  public Dialer(
      EventLoop loop,
      int maxFrameLength,
      Duration connectTimeout,
      Duration idleTimeout,
      TlsDialer tls) {
    this.idleTimeout = idleTimeout;
    this.tls = tls;
    this.loop = loop;
    this.maxFrameLength = maxFrameLength;
    this.connectTimeoutMillis = (int) Math.min(connectTimeout.toMillis(), Integer.MAX_VALUE);
  }

  /** As {@link EventLoop#requireAlive}. */
  public void requireAlive() {
    loop.requireAlive();
  }

  /**
   * Begins to connect and returns at once. {@link ConnectionListener#connected} follows, or {@link
   * ConnectionListener#lost}.
   */
  public Connection dial(HostAndPort address, ConnectionListener listener) {
    NioSocketChannel channel = new NioSocketChannel();
    tls.install(channel, address.host(), address.port());
    Connection connection = new Connection(loop, channel, maxFrameLength, idleTimeout, listener);
    new Bootstrap()
        .group(loop.group())
        .channelFactory(() -> channel)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectTimeoutMillis)
        .handler(new ChannelInboundHandlerAdapter())
        .connect(address.host(), address.port())
        .addListener(
            done -> {
              Throwable cause = done.cause();
              if (cause != null) {
                listener.lost(connection, String.valueOf(cause.getMessage()));
              }
            });
    return connection;
  }
}
