package dev.potoroo.runtime;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.session.ProtocolVersion;
import dev.potoroo.protocol.session.SenderSession;
import dev.potoroo.protocol.session.SessionState;
import dev.potoroo.protocol.twophase.TwoPhaseMessage;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a sink connector, with the session on it, its streams, and the outputs that
 * wait to be sent.
 *
 * <p>When it is lost, what it had not acknowledged is forgotten here: the connections of the
 * sources concerned are closed, they come back, and send it again.
 */
final class SinkSession extends ChannelInboundHandlerAdapter implements SenderSession.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(SinkSession.class);

  /** How long a stream that the sink refused waits before it is announced again. */
  private static final long REFUSED_RETRY_MILLIS = 1000;

  private final SinkLink link;
  private final WorkerContext context;
  private final SenderSession session = new SenderSession(ProtocolVersion.SINK_DIRECT, this);
  private final Map<StreamId, SinkStream> streams = new HashMap<>();
  private final Deque<SinkStream> toAnnounce = new ArrayDeque<>();
  private final Deque<PendingOutput> outputs = new ArrayDeque<>();

  private long pendingBytes;
  private boolean pressed;
  private boolean draining;
  private boolean gone;
  private long connectedNanos;
  private @Nullable Channel channel;
  private String closeReason = "the connection was closed";

  SinkSession(SinkLink link, WorkerContext context) {
    this.link = link;
    this.context = context;
  }

  // What the worker asks for

  boolean isStreaming() {
    return !gone && session.state() == SessionState.STREAMING;
  }

  /** Whether the sink has a stream of that id, or is still finishing one. */
  boolean holds(StreamId id) {
    return streams.containsKey(id);
  }

  /** More than the worker's bound waits here, and less than half of it has been sent since. */
  boolean isPressed() {
    return pressed;
  }

  Duration livedFor() {
    return Duration.ofNanos(System.nanoTime() - connectedNanos);
  }

  /** Announces the stream as soon as there is a credit for it. */
  void open(SinkStream stream) {
    streams.put(stream.id(), stream);
    toAnnounce.add(stream);
    context.drainLater(this);
  }

  /** Forgets a stream that is not announced. */
  void withdraw(SinkStream stream) {
    toAnnounce.remove(stream);
    streams.remove(stream.id(), stream);
  }

  void enqueue(PendingOutput output) {
    if (gone) {
      return;
    }
    outputs.add(output);
    pendingBytes += output.size();
    if (pendingBytes > context.settings().maxPendingBytes()) {
      pressed = true;
    }
    context.drainLater(this);
  }

  /** Every output of the stream is acknowledged, and no more come. */
  void endOfStream(SinkStream stream) {
    if (isStreaming()) {
      channel().writeAndFlush(session.endOfStream(stream.id()));
    }
  }

  /** Sends what credits and connection allow. */
  void drain() {
    if (draining || !isStreaming()) {
      return;
    }
    draining = true;
    Channel open = channel();
    while (session.credits() > 0 && !toAnnounce.isEmpty()) {
      SinkStream stream = toAnnounce.remove();
      stream.announced();
      open.write(session.announce(stream.id(), stream.source().name(), PointOfReference.NEVER));
    }
    do {
      while (canSend(open)) {
        PendingOutput output = outputs.remove();
        pendingBytes -= output.size();
        open.write(
            session.message(
                output.stream().id(),
                new MessageId(output.id()),
                output.eventTime(),
                output.key(),
                output.payload()));
      }
      open.flush();
    } while (canSend(open));
    draining = false;
    relievePressure();
  }

  /** Closes when everything written has arrived. */
  void close() {
    OrderlyClose.of(channel());
  }

  // What the connection does

  @Override
  public void channelActive(ChannelHandlerContext handler) {
    channel = handler.channel();
    connectedNanos = System.nanoTime();
    context.channels().add(handler.channel());
    link.connected(this);
    Duration timeout = context.settings().handshakeTimeout();
    handler
        .executor()
        .schedule(
            () -> {
              if (session.state() == SessionState.HANDSHAKE) {
                giveUp("No OK within " + timeout.toMillis() + " ms");
              }
            },
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    channel()
        .writeAndFlush(
            session.hello(
                link.sink().cookie(), context.applicationName(), context.settings().workerName()));
  }

  @Override
  public void channelRead(ChannelHandlerContext handler, Object frame) {
    if (gone) {
      return;
    }
    try {
      session.receive((Frame) frame);
    } catch (ProtocolException e) {
      giveUp(e.reason());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext handler) {
    context.drainLater(this);
    context.settle();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext handler) {
    if (handler.channel().isWritable()) {
      context.drainLater(this);
      if (!draining) {
        context.settle();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext handler) {
    leave();
    link.lost(this, closeReason);
    context.settle();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext handler, Throwable cause) {
    if (cause instanceof DecoderException && cause.getCause() instanceof ProtocolException wrong) {
      giveUp(wrong.reason());
    } else if (cause instanceof IOException) {
      closeReason = "the connection failed: " + cause.getMessage();
      handler.close();
    } else {
      context.fail(cause);
    }
  }

  // What the sink's frames mean

  @Override
  public void streaming() {
    link.ready();
  }

  @Override
  public void streamOpened(StreamId id, PointOfReference point) {
    stream(id).opened(point);
  }

  @Override
  public void streamRefused(StreamId id) {
    SinkStream stream = stream(id);
    LOG.warn("{}: {} is refused, it is in use there; asking again", link, stream.source());
    stream.refused();
    if (stream.isEnding()) {
      streams.remove(id);
      link.streamFree(id);
      return;
    }
    channel()
        .eventLoop()
        .schedule(
            () -> {
              if (!gone && streams.get(id) == stream) {
                toAnnounce.add(stream);
                drain();
              }
            },
            REFUSED_RETRY_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  @Override
  public void acknowledged(StreamId id, PointOfReference point) {
    stream(id).acknowledged(point);
  }

  @Override
  public void creditsGranted() {
    context.drainLater(this);
  }

  @Override
  public void streamTerminated(StreamId id) {
    session.forget(id);
    streams.remove(id);
    link.streamFree(id);
  }

  @Override
  public void control(TwoPhaseMessage message) {
    throw new IllegalStateException("direct delivery has no control stream");
  }

  @Override
  public void restarted(String address) {
    closeReason = "the connector asked for a restart";
    channel().close();
  }

  @Override
  public void failed(String text) {
    closeReason = "the connector refuses: " + text;
    channel().close();
  }

  private boolean canSend(Channel open) {
    return !outputs.isEmpty() && session.credits() > 0 && open.isWritable();
  }

  private void relievePressure() {
    if (pressed && pendingBytes <= context.settings().maxPendingBytes() / 2) {
      pressed = false;
      link.pressureRelieved();
    }
  }

  /** The sink broke the protocol: tells it so, and closes. */
  private void giveUp(String reason) {
    if (!gone) {
      closeReason = reason;
      Frame error = session.error(reason);
      leave();
      OrderlyClose.after(channel().writeAndFlush(error));
    }
  }

  /** Ends this connection's part in everything; sources concerned are to come back. */
  private void leave() {
    if (gone) {
      return;
    }
    gone = true;
    session.disconnected();
    outputs.clear();
    pendingBytes = 0;
    relievePressure();
    List<SinkStream> left = new ArrayList<>(streams.values());
    streams.clear();
    toAnnounce.clear();
    for (SinkStream stream : left) {
      if (!stream.isEnding()) {
        stream.source().connection().abandon("its " + link + " is away");
      }
    }
  }

  private SinkStream stream(StreamId id) {
    SinkStream stream = streams.get(id);
    if (stream == null) {
      throw new IllegalStateException("no stream " + id + " on " + link);
    }
    return stream;
  }

  private Channel channel() {
    if (channel == null) {
      throw new IllegalStateException(link + " is not connected");
    }
    return channel;
  }
}
