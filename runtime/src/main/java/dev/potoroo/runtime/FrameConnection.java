package dev.potoroo.runtime;

import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.FrameDecoder;
import dev.potoroo.protocol.frame.FrameEncoder;
import dev.potoroo.protocol.session.Session;
import dev.potoroo.protocol.session.SessionState;
import dev.potoroo.transport.KeepAlive;
import dev.potoroo.transport.LogField;
import dev.potoroo.transport.OrderlyClose;
import dev.potoroo.transport.PeerWatch;
import dev.potoroo.transport.SessionField;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection with a session on it: frames that come go to the session, and whatever ends
 * the connection ends it in one way. A peer that breaks the protocol, or does not greet in time, is
 * told so with one ERROR; one that owes something and is silent is left without a word.
 */
final class FrameConnection extends ChannelInboundHandlerAdapter {
  private static final Logger frames = LoggerFactory.getLogger("frames");

  /** Who uses the connection. */
  interface Owner extends PeerWatch.Session {
    /** The connection is made: HELLO may be said. */
    void connected();

    /** A burst of reading is over, or there is room to write again. */
    void settle();

    /**
     * Nothing more goes in or out; called once. The session is in state {@code ERROR} when one end
     * gave up on it.
     *
     * @param reason for a log, as the end of a sentence
     */
    void over(String reason);

    /** The socket is closed too. */
    void closed();

    /** Not the peer's doing, but a mistake here or in the application. */
    void broken(Throwable cause);
  }

  /** Asked for once: it would be for each frame. */
  private final boolean showsFrames = frames.isDebugEnabled();

  private final Channel channel;
  private final Session session;
  private final Owner owner;
  private final String greeting;
  private final WorkerSettings settings;
  private @Nullable Future<?> greetingTimer;
  private boolean over;

  /**
   * @param greeting the frame that makes the session stream, for the text to a peer that is late
   */
  FrameConnection(
      Channel channel, Session session, Owner owner, String greeting, WorkerSettings settings) {
    this.channel = channel;
    this.session = session;
    this.owner = owner;
    this.greeting = greeting;
    this.settings = settings;
  }

  /** Puts itself and the codec into the channel. */
  void install() {
    KeepAlive.on(channel);
    FrameDecoder decoder = new FrameDecoder(settings.maxFrameLength());
    channel
        .pipeline()
        .addLast(
            new SessionField(),
            new PeerWatch(decoder, owner, this::giveUp, settings.idleTimeout()),
            decoder,
            new FrameEncoder(),
            this);
  }

  Channel channel() {
    return channel;
  }

  /** Whether nothing goes in or out any more, though the socket may be there for a moment. */
  boolean isOver() {
    return over;
  }

  boolean isStreaming() {
    return !over && session.state() == SessionState.STREAMING;
  }

  /** Whether the connection's buffer has room. */
  boolean isWritable() {
    return channel.isWritable();
  }

  /** Writes with the next {@link #flush}; nothing happens when the connection is over. */
  void write(Frame frame) {
    if (!over) {
      logSent(frame);
      channel.write(frame, channel.voidPromise());
    }
  }

  void flush() {
    channel.flush();
  }

  void writeAndFlush(Frame frame) {
    write(frame);
    flush();
  }

  /** Tells the peer what it did wrong, and closes when that has arrived. */
  void refuse(String reason) {
    if (!over) {
      Frame error = session.error(reason);
      end(reason);
      logSent(error);
      OrderlyClose.after(channel.writeAndFlush(error));
    }
  }

  /** Closes when everything written has arrived. */
  void finish(String reason) {
    if (!over) {
      end(reason);
      OrderlyClose.of(channel);
    }
  }

  /** Closes at once. */
  void drop(String reason) {
    if (!over) {
      end(reason);
      channel.close();
    }
  }

  /**
   * As {@link #drop}, where the peer is wrong and cannot be told in a frame; or is silent, and
   * would take it amiss: Wallaroo's client does not come back after an ERROR.
   */
  private void giveUp(String reason) {
    if (!over) {
      session.error(reason);
      drop(reason);
    }
  }

  private void end(String reason) {
    over = true;
    endGreeting();
    inSession(() -> owner.over(reason));
    session.disconnected();
  }

  private void endGreeting() {
    if (greetingTimer != null) {
      greetingTimer.cancel(false);
      greetingTimer = null;
    }
  }

  /**
   * Runs what the log is to tell of this connection's session: an event of one connection has
   * effects on others.
   */
  void inSession(LogField.Body<RuntimeException> body) {
    SessionField.during(channel, body);
  }

  private void logSent(Frame frame) {
    if (showsFrames) {
      inSession(() -> frames.debug("{} <- {}", channel, frame));
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext handler) {
    greetingTimer =
        handler
            .executor()
            .schedule(
                this::refuseUngreeted,
                settings.handshakeTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
    owner.connected();
  }

  private void refuseUngreeted() {
    try {
      refuse("No " + greeting + " within " + settings.handshakeTimeout().toMillis() + " ms");
    } catch (Throwable e) {
      owner.broken(e); // the event loop would swallow it
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext handler, Object message) {
    if (over) {
      return;
    }
    if (showsFrames) {
      frames.debug("{} -> {}", channel, message);
    }
    try {
      session.receive((Frame) message);
      if (greetingTimer != null && session.state() == SessionState.STREAMING) {
        endGreeting();
      }
    } catch (ProtocolException e) {
      refuse(e.reason());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext handler) {
    owner.settle();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext handler) {
    if (channel.isWritable()) {
      owner.settle();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext handler) {
    if (!over) {
      end("the connection was closed");
    }
    owner.closed();
    owner.settle();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext handler, Throwable cause) {
    if (cause instanceof DecoderException && cause.getCause() instanceof ProtocolException wrong) {
      refuse(wrong.reason());
    } else if (cause instanceof SSLException) {
      giveUp(String.valueOf(cause.getMessage()));
    } else if (cause instanceof IOException) {
      drop("the connection failed: " + cause.getMessage());
    } else {
      owner.broken(cause);
    }
  }
}
