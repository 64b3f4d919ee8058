package dev.potoroo.runtime;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.Printable;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.StreamMap;
import dev.potoroo.protocol.session.ProtocolVersion;
import dev.potoroo.protocol.session.SenderSession;
import dev.potoroo.protocol.twophase.TwoPhaseMessage;
import dev.potoroo.transport.LogField;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
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
final class SinkSession implements SenderSession.Listener, FrameConnection.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(SinkSession.class);

  /** How long a stream that the sink refused waits before it is announced again. */
  private static final long REFUSED_RETRY_MILLIS = 1000;

  private final SinkLink link;
  private final WorkerContext context;
  private final SenderSession session = new SenderSession(ProtocolVersion.SINK_DIRECT, this);
  private final FrameConnection connection;
  private final StreamMap<SinkStream> streams = new StreamMap<>();
  private final Queue<SinkStream> toAnnounce = new ArrayDeque<>();
  private final OutputQueue outputs;
  private final long connectedNanos = System.nanoTime();

  private boolean draining;
  private boolean drainAsked;
  private long settled;
  private String lostReason = "the connection was closed";

  SinkSession(Channel channel, SinkLink link, WorkerContext context) {
    this.link = link;
    this.context = context;
    this.connection = new FrameConnection(channel, session, this, "OK", context.settings());
    this.outputs = new OutputQueue(context.settings().maxPendingBytes());
  }

  FrameConnection connection() {
    return connection;
  }

  // What the worker asks for

  boolean isStreaming() {
    return connection.isStreaming();
  }

  /** Whether the sink has a stream of that id, or is still finishing one. */
  boolean holds(StreamId id) {
    return streams.contains(id);
  }

  /** More than the worker's bound waits here, and less than half of it has been sent since. */
  boolean isPressed() {
    return outputs.isPressed();
  }

  Duration livedFor() {
    return Duration.ofNanos(System.nanoTime() - connectedNanos);
  }

  /** Announces the stream as soon as there is a credit for it. */
  void open(SinkStream stream) {
    streams.put(stream.id(), stream);
    toAnnounce.add(stream);
    drainLater();
  }

  /** Forgets a stream that is not announced. */
  void withdraw(SinkStream stream) {
    toAnnounce.remove(stream);
    if (streams.get(stream.id()) == stream) {
      streams.remove(stream.id());
    }
  }

  void enqueue(PendingOutput output) {
    if (!connection.isOver()) {
      outputs.add(output);
      drainLater();
    }
  }

  private void drainLater() {
    if (!drainAsked) {
      drainAsked = true;
      context.drainLater(this);
    }
  }

  /** Every output of the stream is acknowledged, and no more come. */
  void endOfStream(SinkStream stream) {
    if (connection.isStreaming()) {
      connection.writeAndFlush(session.endOfStream(stream.id()));
    }
  }

  /** Sends what credits and connection allow. */
  void drain() {
    drainAsked = false;
    // A flush that makes room calls for the next drain while this one is at work.
    if (draining || !connection.isStreaming()) {
      return;
    }
    draining = true;
    while (session.credits() > 0 && !toAnnounce.isEmpty()) {
      SinkStream stream = toAnnounce.remove();
      stream.announced();
      connection.write(
          session.announce(stream.id(), stream.source().name(), PointOfReference.NEVER));
    }
    do {
      while (canSend()) {
        send(outputs.remove());
      }
      connection.flush();
    } while (canSend());
    draining = false;
    relieve();
  }

  private boolean canSend() {
    return !outputs.isEmpty() && session.credits() > 0 && connection.isWritable();
  }

  private void send(PendingOutput output) {
    connection.write(
        session.message(
            output.stream(),
            new MessageId(output.id()),
            output.eventTime(),
            output.key(),
            output.payload()));
  }

  private void relieve() {
    if (outputs.relieve()) {
      link.pressureRelieved();
    }
  }

  /** Closes when everything written has arrived. */
  void close() {
    connection.finish("the worker stops");
  }

  // What the connection does

  @Override
  public void connected() {
    context.channels().add(connection.channel());
    link.connected(this);
    connection.writeAndFlush(
        session.hello(
            link.sink().cookie(), context.applicationName(), context.settings().workerName()));
  }

  @Override
  public void settle() {
    drainLater();
    if (!draining) {
      context.settle();
    }
  }

  /** Sources that have a stream here are to come back. */
  @Override
  public void over(String reason) {
    lostReason = reason;
    outputs.clear();
    relieve();
    toAnnounce.clear();
    List<SinkStream> left = new ArrayList<>(streams.values());
    streams.clear();
    for (SinkStream stream : left) {
      if (!stream.isEnding()) {
        stream.source().connection().abandon("its " + link + " is away");
      }
    }
  }

  @Override
  public void closed() {
    link.lost(this, lostReason);
  }

  @Override
  public void broken(Throwable cause) {
    context.fail(cause);
  }

  @Override
  public @Nullable String owed() {
    String owed = session.owed();
    boolean starved = connection.isStreaming() && session.credits() == 0 && hasToSend();
    return owed == null && starved ? "credits for what waits to be sent" : owed;
  }

  @Override
  public long settled() {
    return settled;
  }

  /** A sink waits for nothing: it takes what comes. */
  @Override
  public boolean owes() {
    return false;
  }

  @Override
  public void reassure() {
    throw new IllegalStateException("the sending end has no frame that says nothing");
  }

  private boolean hasToSend() {
    return !outputs.isEmpty() || !toAnnounce.isEmpty();
  }

  // What the sink's frames mean

  @Override
  public void streaming() {
    link.ready();
  }

  @Override
  public void streamOpened(StreamId id, PointOfReference point) {
    settled++;
    stream(id).opened(point);
  }

  @Override
  public void streamRefused(StreamId id) {
    settled++;
    SinkStream stream = stream(id);
    stream.refused();
    if (stream.isEnding()) {
      streams.remove(id);
      link.streamFree(id);
      return;
    }
    connection.inSession(
        () ->
            LogField.STREAM.during(
                Printable.of(stream.source().name()),
                () ->
                    LOG.warn(
                        "{}: {} is refused, it is in use there; asking again",
                        link,
                        stream.source())));
    connection
        .channel()
        .eventLoop()
        .schedule(
            context.guarded(() -> announceAgain(stream)),
            REFUSED_RETRY_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private void announceAgain(SinkStream stream) {
    if (streams.get(stream.id()) == stream) {
      toAnnounce.add(stream);
      drain();
    }
  }

  @Override
  public void acknowledged(StreamId id, PointOfReference point) {
    settled++;
    stream(id).acknowledged(point);
  }

  @Override
  public void creditsGranted() {
    settled++;
    drainLater();
  }

  @Override
  public void streamTerminated(StreamId id) {
    settled++;
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
    connection.drop("the connector asked for a restart");
  }

  @Override
  public void failed(String text) {
    connection.drop("the connector refuses: " + Printable.of(text));
  }

  /** For logs: which sink. */
  @Override
  public String toString() {
    return link.toString();
  }

  private SinkStream stream(StreamId id) {
    SinkStream stream = streams.get(id);
    if (stream == null) {
      throw new IllegalStateException("no stream " + id + " on " + link);
    }
    return stream;
  }
}
