package dev.potoroo.connector.connection;

import dev.potoroo.connector.HostAndPort;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.FrameBatch;
import dev.potoroo.protocol.frame.FrameDecoder;
import dev.potoroo.protocol.frame.FrameEncoder;
import dev.potoroo.transport.KeepAlive;
import dev.potoroo.transport.LogField;
import dev.potoroo.transport.OrderlyClose;
import dev.potoroo.transport.PeerWatch;
import dev.potoroo.transport.SessionField;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DecoderException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection that carries frames.
 *
 * <p>The connector thread writes: frames are encoded there into one buffer, which goes to the event
 * loop when it is full or flushed. What comes in goes to the {@link ConnectionListener}. A close is
 * orderly ({@link OrderlyClose}): what was written is sent, and what still comes in is dropped.
 */
public final class Connection {

  /** Every frame, at debug. No cookie, key or payload is in a frame's text. */
  private static final Logger frames = LoggerFactory.getLogger("frames");

  /** {@link #isWritable} says no above the second number of bytes, and yes below the first. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

  /** Asked for once: it would be for each frame. */
  private final boolean showsFrames = frames.isDebugEnabled();

  private final EventLoop loop;
  private final SocketChannel channel;
  private final ConnectionListener listener;
  private final FrameBatch unsent = new FrameBatch();

  private volatile boolean greeted;
  private volatile boolean closing;

  /**
   * @param maxFrameLength longest frame taken, in bytes
   * @param idleTimeout how long the other end may leave a frame half done; zero for ever
   */
  Connection(
      EventLoop loop,
      SocketChannel channel,
      int maxFrameLength,
      Duration idleTimeout,
      ConnectionListener listener) {
    this.loop = loop;
    this.channel = channel;
    this.listener = listener;
    KeepAlive.on(channel);
    channel.config().setTcpNoDelay(true).setWriteBufferWaterMark(WATER_MARK);
    Incoming incoming = new Incoming();
    FrameDecoder decoder = new FrameDecoder(maxFrameLength);
    channel
        .pipeline()
        .addLast(
            new SessionField(),
            new PeerWatch(decoder, new Waits(), incoming::giveUp, idleTimeout),
            decoder,
            incoming);
  }

  /**
   * The receiving end has answered the greeting: while it is busy it may show with an empty ACK
   * that it lives. Not in a two-phase session. From any thread, once the answer is flushed.
   */
  public void greeted() {
    greeted = true;
  }

  /** Appends a frame; it is sent with the next {@link #flush}, or before. Connector thread only. */
  public void write(Frame frame) {
    logSent(frame);
    unsent.append(frame, channel.alloc());
    if (unsent.isFull()) {
      flush();
    }
  }

  /** Sends what was written. Does not block. Connector thread only. */
  public void flush() {
    ByteBuf bytes = unsent.take();
    if (bytes != null) {
      channel.writeAndFlush(bytes);
    }
  }

  /** Whether what waits to be sent is below its bound. From any thread. */
  public boolean isWritable() {
    return channel.isWritable();
  }

  /** Whether to go on taking bytes from the other end. From any thread. */
  public void setReading(boolean reading) {
    if (!closing) {
      channel.config().setAutoRead(reading);
    }
  }

  /** Sends what was written, then closes in good order. Does not wait. Connector thread only. */
  public void close() {
    ByteBuf last = unsent.take();
    linger(channel.writeAndFlush(last == null ? Unpooled.EMPTY_BUFFER : last));
  }

  /** As {@link #close}, with this as the last word. Connector thread only. */
  public void close(ErrorFrame lastWord) {
    write(lastWord);
    close();
  }

  /** Waits until the connection is closed; no longer than an orderly close takes. */
  public void awaitClosed() {
    channel
        .closeFuture()
        .awaitUninterruptibly(OrderlyClose.LONGEST.toMillis() + 1000, TimeUnit.MILLISECONDS);
  }

  SocketChannel channel() {
    return channel;
  }

  /** Sets {@link LogField#SESSION} to this connection's while {@code body} runs. */
  public <E extends Exception> void inSession(LogField.Body<E> body) throws E {
    SessionField.during(channel, body);
  }

  /** As {@link #close(ErrorFrame)}, on the event loop. */
  void refuse(String reason) {
    linger(send(new ErrorFrame(reason)));
  }

  /** On the event loop; between what the connector thread writes, which are whole frames. */
  private ChannelFuture send(Frame frame) {
    logSent(frame);
    ByteBuf bytes = channel.alloc().ioBuffer();
    FrameEncoder.encode(frame, bytes);
    return channel.writeAndFlush(bytes);
  }

  /** The connector thread writes to many connections. */
  private void logSent(Frame frame) {
    if (showsFrames) {
      inSession(() -> frames.debug("{}: sent {}", this, frame));
    }
  }

  private void linger(ChannelFuture written) {
    closing = true;
    OrderlyClose.after(written);
  }

  /** The other end's address. */
  @Override
  public String toString() {
    InetSocketAddress remote = channel.remoteAddress();
    return remote == null ? "not connected" : HostAndPort.of(remote).toString();
  }

  /**
   * What the two ends wait for, as far as the event loop knows: the one that sends data sees for
   * itself whether it is answered.
   */
  private final class Waits implements PeerWatch.Session {

    @Override
    public @Nullable String owed() {
      return null;
    }

    @Override
    public long settled() {
      return 0;
    }

    @Override
    public boolean owes() {
      return greeted && !closing && listener.isBusy();
    }

    @Override
    public void reassure() {
      send(new Ack(0, List.of()));
    }

    @Override
    public String toString() {
      return Connection.this.toString();
    }
  }

  /** Hands on what the event loop sees. */
  private final class Incoming extends ChannelInboundHandlerAdapter {
    private boolean lost;

    @Override
    public void channelActive(ChannelHandlerContext context) {
      listener.connected(Connection.this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof Frame frame && !closing) {
        if (showsFrames) {
          frames.debug("{}: received {}", Connection.this, frame);
        }
        listener.received(Connection.this, frame);
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      if (channel.isWritable()) {
        listener.writable(Connection.this);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      lose("closed by the other end");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (cause instanceof DecoderException && cause.getCause() instanceof ProtocolException e) {
        fail(e.reason());
        refuse(e.reason());
      } else if (cause instanceof SSLException) {
        giveUp(String.valueOf(cause.getMessage()));
      } else if (cause instanceof Error) {
        loop.fail(cause);
        giveUp("the network thread cannot go on: " + cause);
      } else {
        lose(String.valueOf(cause.getMessage()));
        channel.close();
      }
    }

    private void giveUp(String reason) {
      fail(reason);
      channel.close();
    }

    private void lose(String reason) {
      if (!lost && !closing) {
        lost = true;
        listener.lost(Connection.this, reason);
      }
    }

    private void fail(String reason) {
      if (!lost && !closing) {
        lost = true;
        listener.failed(Connection.this, reason);
      }
    }
  }
}
