package dev.potoroo.runtime;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.Printable;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.StreamMap;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.protocol.session.ProtocolVersion;
import dev.potoroo.protocol.session.ReceiverSession;
import dev.potoroo.protocol.session.SessionState;
import dev.potoroo.protocol.twophase.TwoPhaseMessage;
import dev.potoroo.runtime.delivery.BadMessageException;
import dev.potoroo.transport.SessionField;
import io.netty.channel.Channel;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that a source connector made, with the session on it and its streams.
 *
 * <p>Reading never stops: Wallaroo's Python client loses bytes when its socket is full. What holds
 * a source back is that it gets no new credits.
 */
final class SourceConnection implements ReceiverSession.Listener, FrameConnection.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(SourceConnection.class);

  private final PipelineRunner runner;
  private final WorkerContext context;
  private final ReceiverSession session;
  private final FrameConnection connection;
  private final SourceWindow window;
  private final StreamMap<SourceStream> streams = new StreamMap<>();
  private final List<SourceStream> touched = new ArrayList<>();
  private boolean answering;
  private String connector = "";
  private String peer;

  /** Asked for by the same connector on another connection, since this one was last heard. */
  private @Nullable SourceStream contested;

  SourceConnection(Channel channel, PipelineRunner runner, WorkerContext context) {
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
    this.window =
        new SourceWindow(runner.source().maxCredits(), context.settings().maxPendingBytes());
    this.connection = new FrameConnection(channel, session, this, "HELLO", context.settings());
    this.peer = SessionField.of(channel);
  }

  FrameConnection connection() {
    return connection;
  }

  // What the worker asks for

  /** The stream begins: its source goes on after {@code start}. */
  void open(SourceStream stream, PointOfReference start) {
    stream.inStream(() -> LOG.info("{}: {} is open, resumes after {}", this, stream, start));
    connection.writeAndFlush(session.open(stream.id(), start));
  }

  /** Something of the stream was processed or acknowledged. */
  void touch(SourceStream stream) {
    if (stream.markTouched()) {
      touched.add(stream);
    }
    answerLater();
  }

  private void answerLater() {
    if (!answering) {
      answering = true;
      context.answerLater(this);
    }
  }

  /** Writes what can be acknowledged, and new credits where they are due. */
  void answer() {
    answering = false;
    if (!connection.isStreaming()) {
      return;
    }
    // What ends a stream here may touch others, which are then answered the next time.
    List<SourceStream> due = List.copyOf(touched);
    touched.clear();
    due.forEach(this::acknowledge);
    Ack ack = takeAck(session.isRefillDue());
    if (ack != null) {
      connection.writeAndFlush(ack);
    }
  }

  /** A stream that was refused is free: clients ask again when an ACK comes, whatever is in it. */
  void nudge() {
    if (connection.isStreaming()) {
      Ack ack = takeAck(true);
      connection.writeAndFlush(ack == null ? new Ack(0, List.of()) : ack);
    }
  }

  /**
   * Closes without a word, so that the connector comes back. What it was not told as acknowledged
   * it sends again.
   */
  void abandon(String reason) {
    connection.drop(reason);
  }

  /** Another connection asks for a stream that this one holds. */
  private void contest(SourceStream claim) {
    if (claim.connection().connector.equals(connector)) {
      contested = claim;
    }
  }

  /** Closes when everything written has arrived. */
  void finish() {
    connection.finish("the worker stops");
  }

  // What the connection does

  @Override
  public void connected() {
    context.channels().add(connection.channel());
    runner.connections().add(this);
    int max = context.settings().maxConnections();
    if (runner.connections().size() > max) {
      connection.refuse(
          "Too many connections: source \""
              + runner.source().name()
              + "\" takes "
              + max
              + " at a time");
    }
  }

  @Override
  public void settle() {
    answerLater();
    context.settle();
  }

  @Override
  public void over(String reason) {
    if (session.state() == SessionState.ERROR && connector.isEmpty()) {
      context.turnedAway().add(connection.channel(), this, reason);
    } else if (session.state() == SessionState.ERROR) {
      LOG.warn("{}: closed: {}", this, reason);
    } else {
      LOG.info("{}: disconnected: {}", this, reason);
    }
    runner.connections().remove(this);
    context.registry().forget(this);
    List<SourceStream> left = new ArrayList<>(streams.values());
    streams.clear();
    touched.clear();
    left.forEach(SourceStream::detach);
    left.forEach(context.registry()::release);
  }

  @Override
  public void closed() {
    // Everything was let go when the connection was over.
  }

  @Override
  public void broken(Throwable cause) {
    context.fail(cause);
  }

  /**
   * A source may be silent for ever, unless the same connector asks on another connection for a
   * stream that this one holds: then this one is most likely dead.
   */
  @Override
  public @Nullable String owed() {
    return contested == null ? null : "a sign of life, as it asks elsewhere for " + contested;
  }

  @Override
  public long settled() {
    return 0;
  }

  @Override
  public boolean owes() {
    return connection.isStreaming()
        && (session.isRefillDue() || streams.values().stream().anyMatch(SourceStream::isOwing));
  }

  @Override
  public void reassure() {
    connection.writeAndFlush(session.signOfLife());
  }

  // What the connector's frames mean

  @Override
  public void greeted(Hello hello, ProtocolVersion version) {
    connector = Printable.of(hello.programName() + " " + hello.instanceName());
    peer = connector + " at " + peer;
    LOG.info("{}: connected", this);
    resizeWindow();
    connection.writeAndFlush(session.accept());
  }

  @Override
  public void streamAnnounced(StreamId id, String name, PointOfReference senderPoint) {
    contested = null;
    if (context.isStopping()) {
      return;
    }
    SourceStream stream = new SourceStream(id, name, senderPoint, this, runner);
    if (context.registry().claim(stream)) {
      streams.put(id, stream);
      runner.attach(stream);
    } else {
      stream.inStream(() -> LOG.warn("{}: {} is refused, another connection has it", this, stream));
      context.registry().holder(id).contest(stream);
      connection.writeAndFlush(session.refuse(id));
    }
  }

  @Override
  public void message(Message message) {
    SourceStream stream = stream(message.streamId());
    if (context.isStopping()) {
      return;
    }
    try {
      window.received(message);
      stream.message(message);
      touch(stream);
    } catch (BadMessageException | UncheckedIOException e) {
      // Not thrown on: the session goes on, to acknowledge what came before.
      stream.inStream(() -> context.fail(e));
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
    connection.writeAndFlush(frame);
  }

  @Override
  public void failed(String text) {
    connection.finish("the connector gave up: " + Printable.of(text));
  }

  private void acknowledge(SourceStream stream) {
    stream.clearTouched();
    PointOfReference point = stream.acknowledgeable();
    if (point == null || streams.get(stream.id()) != stream) {
      return;
    }
    session.acknowledge(stream.id(), point);
    if (stream.isFinished()) {
      stream.inStream(() -> LOG.info("{}: {} has ended", this, stream));
      session.terminate(stream.id());
      streams.remove(stream.id());
      stream.detach();
      context.registry().release(stream);
    }
  }

  /** With credits where they are asked for and may be given. */
  private @Nullable Ack takeAck(boolean refill) {
    boolean grants = refill && !context.isStopping() && !runner.isPressed();
    if (grants) {
      resizeWindow();
    }
    return session.takeAck(grants);
  }

  private void resizeWindow() {
    session.limitCredits(window.messages(Math.max(1, runner.connections().size())));
  }

  /** The stream that a frame is about. */
  private SourceStream stream(StreamId id) {
    contested = null;
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
