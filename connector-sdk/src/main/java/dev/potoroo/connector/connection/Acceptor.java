package dev.potoroo.connector.connection;

import dev.potoroo.connector.HostAndPort;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.transport.TlsListener;
import dev.potoroo.transport.TurnedAway;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens, and takes connections up to a number. A connection that does not bring a first frame in
 * time is told so and closed. All state belongs to the event loop.
 */
public final class Acceptor {

  private static final Logger log = LoggerFactory.getLogger(Acceptor.class);

  /**
   * What an acceptor allows.
   *
   * @param maxFrameLength longest frame taken, in bytes
   * @param maxConnections at one time, from 1 up
   * @param handshakeTimeout from the connection to its first frame
   * @param idleTimeout how long a peer may leave a frame half done; zero for ever
   */
  public record Limits(
      int maxFrameLength, int maxConnections, Duration handshakeTimeout, Duration idleTimeout) {}

  private final EventLoop loop;
  private final Limits limits;
  private final TlsListener tls;
  private final ConnectionListener listener;
  private final ServerSocketChannel server;

  /** With the timer of its first frame, which is cancelled when that has come. */
  private final Map<Connection, Future<?>> connections = new HashMap<>();

  private final TurnedAway turnedAway;
  private boolean reading = true;

  private Acceptor(
      EventLoop loop,
      Limits limits,
      TlsListener tls,
      ConnectionListener listener,
      ServerSocketChannel server) {
    this.loop = loop;
    this.limits = limits;
    this.tls = tls;
    this.listener = listener;
    this.server = server;
    this.turnedAway = new TurnedAway(loop.group().next(), log);
  }

  /**
   * Listens at once.
   *
   * @throws IOException when it cannot; the text names the address and {@code --listen}
   */
  public static Acceptor listen(
      EventLoop loop,
      HostAndPort address,
      Limits limits,
      TlsListener tls,
      ConnectionListener listener)
      throws IOException {
    NioServerSocketChannel server = new NioServerSocketChannel();
    Acceptor acceptor = new Acceptor(loop, limits, tls, listener, server);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop.group())
            .channelFactory(() -> server)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    acceptor.take(channel);
                  }
                })
            .bind(address.host(), address.port())
            .awaitUninterruptibly();
    Throwable cause = bound.cause();
    if (cause != null) {
      throw new IOException(
          "cannot listen on " + address + " (option --listen): " + cause.getMessage(), cause);
    }
    tls.listening(server.localAddress());
    return acceptor;
  }

  /** Where it listens, with the real port. */
  public HostAndPort address() {
    return HostAndPort.of(server.localAddress());
  }

  /** Whether to go on taking bytes, from all connections. From any thread; does not wait. */
  public void setReading(boolean goOn) {
    loop.group()
        .execute(
            () -> {
              reading = goOn;
              connections.keySet().forEach(connection -> connection.setReading(goOn));
            });
  }

  /** Takes no further connection and no further byte; both hold when it returns. */
  public void stop() {
    server.close().awaitUninterruptibly();
    setReading(false);
    loop.group().submit(() -> {}).awaitUninterruptibly();
  }

  private void take(SocketChannel channel) {
    tls.install(channel);
    Connection connection =
        new Connection(loop, channel, limits.maxFrameLength(), limits.idleTimeout(), new Watch());
    if (connections.size() >= limits.maxConnections()) {
      turnAway(
          connection,
          "Too many connections: expected at most "
              + limits.maxConnections()
              + " at one time (option --max-connections)");
      return;
    }
    connection.setReading(reading);
    connections.put(
        connection,
        channel
            .eventLoop()
            .schedule(
                () -> timeOut(connection),
                limits.handshakeTimeout().toMillis(),
                TimeUnit.MILLISECONDS));
    channel.closeFuture().addListener(closed -> forget(connection));
  }

  private void timeOut(Connection connection) {
    String reason =
        "Expected HELLO within " + limits.handshakeTimeout().toMillis() + " ms, got none";
    try {
      listener.lost(connection, reason);
      turnAway(connection, reason);
    } catch (RuntimeException | Error e) {
      loop.fail(e); // the event loop would swallow it
    }
  }

  private void turnAway(Connection connection, String reason) {
    turnedAway.add(connection.channel(), connection, reason);
    connection.refuse(reason);
  }

  private void forget(Connection connection) {
    Future<?> timer = connections.remove(connection);
    if (timer != null) {
      timer.cancel(false);
    }
  }

  /** Hands everything on, and stops the timer when the first frame comes. */
  private final class Watch implements ConnectionListener {

    @Override
    public void connected(Connection connection) {
      if (connections.containsKey(connection)) {
        listener.connected(connection);
      }
    }

    @Override
    public void received(Connection connection, Frame frame) {
      Future<?> timer = connections.get(connection);
      if (timer != null && !timer.isDone()) {
        timer.cancel(false);
      }
      listener.received(connection, frame);
    }

    @Override
    public boolean isBusy() {
      return listener.isBusy();
    }

    @Override
    public void writable(Connection connection) {
      listener.writable(connection);
    }

    @Override
    public void lost(Connection connection, String reason) {
      listener.lost(connection, reason);
    }

    @Override
    public void failed(Connection connection, String reason) {
      listener.failed(connection, reason);
    }
  }
}
