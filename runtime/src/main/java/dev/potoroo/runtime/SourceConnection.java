package dev.potoroo.runtime;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.protocol.session.ProtocolVersion;
import dev.potoroo.protocol.session.ReceiverSession;
import dev.potoroo.protocol.session.SessionState;
import dev.potoroo.protocol.twophase.TwoPhaseMessage;
import dev.potoroo.runtime.delivery.BadMessageException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that a source connector made, with the session on it and its streams.
 *
 * <p>Reading never stops: Wallaroo's Python client loses bytes when its socket is full. What holds
 * a source back is that it gets no new credits.
 */
final class SourceConnection extends ChannelInboundHandlerAdapter
    implements ReceiverSession.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(SourceConnection.class);

  private final Channel channel;
  private final PipelineRunner runner;
  private final WorkerContext context;
  private final ReceiverSession session;
  private final Map<StreamId, SourceStream> streams = new HashMap<>();
  private final Set<SourceStream> touched = new LinkedHashSet<>();
  private String peer = "connector";
  private boolean gone;

  SourceConnection(Channel channel, PipelineRunner runner, WorkerContext context) {
    this.channel = channel;
    this.runner = runner;
    this.context = context;
    this.session =
        new ReceiverSession(
            Set.of(ProtocolVersion.SOURCE),
            runner.source().cookie(),
            new ReceiverSession.Limits(
                runner.source().maxCredits(),
                runner.source().refillCredits(),
                context.settings().maxStreams()),
            this);
  }

  // What the worker asks for

  /** The stream begins: its source goes on after {@code start}. */
  void open(SourceStream stream, PointOfReference start) {
    LOG.info("{}: {} is open, resumes after {}", this, stream, start);
    channel.writeAndFlush(session.open(stream.id(), start));
  }

  /** Something of the stream was processed or acknowledged. */
  void touch(SourceStream stream) {
    touched.add(stream);
    context.answerLater(this);
  }

  /** Writes what can be acknowledged, and new credits where they are due. */
  void answer() {
    if (gone || session.state() != SessionState.STREAMING) {
      return;
    }
    touched.forEach(this::acknowledge);
    touched.clear();
    Ack ack = session.takeAck(session.isRefillDue() && mayGrant());
    if (ack != null) {
      channel.writeAndFlush(ack);
    }
  }

  /** A stream that was refused is free: clients ask again when an ACK comes, whatever is in it. */
  void nudge() {
    if (!gone && session.state() == SessionState.STREAMING) {
      Ack ack = session.takeAck(mayGrant());
      channel.writeAndFlush(ack == null ? new Ack(0, List.of()) : ack);
    }
  }

  /**
   * Closes without a word, so that the connector comes back. What it was not told as acknowledged
   * it sends again.
   */
  void abandon(String reason) {
    if (!gone) {
      LOG.info("{}: closed, as {}", this, reason);
      leave();
      channel.close();
    }
  }

  /** Closes when everything written has arrived. */
  void finish() {
    if (!gone) {
      leave();
      OrderlyClose.of(channel);
    }
  }

  // What the connection does

  @Override
  public void channelActive(ChannelHandlerContext handler) {
    peer = String.valueOf(channel.remoteAddress());
    context.channels().add(channel);
    runner.connections().add(this);
    if (runner.connections().size() > context.settings().maxConnections()) {
      refuse(
          "Too many connections: source \""
              + runner.source().name()
              + "\" takes "
              + context.settings().maxConnections()
              + " at a time");
      return;
    }
    Duration timeout = context.settings().handshakeTimeout();
    handler
        .executor()
        .schedule(
            () -> {
              if (session.state() == SessionState.CONNECTED) {
                refuse("No HELLO within " + timeout.toMillis() + " ms");
              }
            },
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext handler, Object frame) {
    if (gone) {
      return;
    }
    try {
      session.receive((Frame) frame);
    } catch (ProtocolException e) {
      refuse(e.reason());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext handler) {
    context.answerLater(this);
    context.settle();
  }

  @Override
  public void channelInactive(ChannelHandlerContext handler) {
    if (!gone) {
      LOG.info("{}: disconnected", this);
      leave();
    }
    context.settle();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext handler, Throwable cause) {
    if (cause instanceof DecoderException && cause.getCause() instanceof ProtocolException wrong) {
      refuse(wrong.reason());
    } else if (cause instanceof IOException) {
      abandon("the connection failed: " + cause.getMessage());
    } else {
      context.fail(cause);
    }
  }

  // What the connector's frames mean

  @Override
  public void greeted(Hello hello, ProtocolVersion version) {
    if (!hello.programName().isEmpty()) {
      peer = hello.programName() + " " + hello.instanceName() + " at " + channel.remoteAddress();
    }
    LOG.info("{}: connected", this);
    channel.writeAndFlush(session.accept());
  }

  @Override
  public void streamAnnounced(StreamId id, String name, PointOfReference senderPoint) {
    if (context.isStopping()) {
      return;
    }
    SourceStream stream = new SourceStream(id, name, senderPoint, this, runner);
    if (context.registry().claim(stream)) {
      streams.put(id, stream);
      runner.attach(stream);
    } else {
      LOG.warn("{}: {} is refused, another connection has it", this, stream);
      channel.writeAndFlush(session.refuse(id));
    }
  }

  @Override
  public void message(Message message) {
    SourceStream stream = stream(message.streamId());
    if (context.isStopping()) {
      return;
    }
    try {
      stream.message(message);
      touch(stream);
    } catch (BadMessageException | UncheckedIOException e) {
      // Not thrown on: the session goes on, to acknowledge what came before.
      context.fail(e);
    }
  }

  @Override
  public void streamEnded(StreamId id) {
    SourceStream stream = stream(id);
    if (!context.isStopping()) {
      stream.end();
      touch(stream);
    }
  }

  @Override
  public void control(TwoPhaseMessage message) {
    throw new IllegalStateException("a source has no control stream");
  }

  @Override
  public void reply(NotifyAck frame) {
    channel.writeAndFlush(frame);
  }

  @Override
  public void failed(String text) {
    LOG.warn("{}: the connector gave up: {}", this, text);
    finish();
  }

  private void acknowledge(SourceStream stream) {
    PointOfReference point = stream.acknowledgeable();
    if (point == null || streams.get(stream.id()) != stream) {
      return;
    }
    session.acknowledge(stream.id(), point);
    if (stream.isFinished()) {
      LOG.info("{}: {} has ended", this, stream);
      session.terminate(stream.id());
      streams.remove(stream.id());
      stream.detach();
      context.registry().release(stream);
    }
  }

  private boolean mayGrant() {
    return !context.isStopping() && !runner.isPressed();
  }

  /** The other end broke the protocol: tells it so, and closes. */
  private void refuse(String reason) {
    if (!gone) {
      LOG.warn("{}: closed: {}", this, reason);
      Frame error = session.error(reason);
      leave();
      OrderlyClose.after(channel.writeAndFlush(error));
    }
  }

  /** Ends this connection's part in everything. */
  private void leave() {
    gone = true;
    session.disconnected();
    runner.connections().remove(this);
    context.registry().forget(this);
    List<SourceStream> left = new ArrayList<>(streams.values());
    streams.clear();
    left.forEach(SourceStream::detach);
    left.forEach(context.registry()::release);
  }

  private SourceStream stream(StreamId id) {
    SourceStream stream = streams.get(id);
    if (stream == null) {
      throw new IllegalStateException("no stream " + id + " on " + this);
    }
    return stream;
  }

  /** For logs: which source, which connector. */
  @Override
  public String toString() {
    return "source " + runner.source().name() + ", " + peer;
  }
}
