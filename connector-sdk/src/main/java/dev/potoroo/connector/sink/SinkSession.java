package dev.potoroo.connector.sink;

import dev.potoroo.connector.connection.Connection;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.Printable;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.StreamMap;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.protocol.session.ProtocolVersion;
import dev.potoroo.protocol.session.ReceiverSession;
import dev.potoroo.protocol.session.SessionState;
import dev.potoroo.protocol.twophase.TwoPhaseMessage;
import dev.potoroo.transport.LogField;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One application's session with a sink: what is announced, what waits to be written, and the
 * high-water mark of each stream as this session last saw it. Connector thread only.
 *
 * <p>Invariant: an ACK names a point only after {@link #written} was told of it.
 */
final class SinkSession implements ReceiverSession.Listener {

  private static final Logger log = LoggerFactory.getLogger(SinkSession.class);

  private static final Set<ProtocolVersion> VERSIONS = Set.of(ProtocolVersion.SINK_DIRECT);

  private static final class OpenStream {
    final SinkStream stream;
    PointOfReference written;
    PointOfReference received;
    boolean ended;

    OpenStream(SinkStream stream, PointOfReference mark) {
      this.stream = stream;
      this.written = mark;
      this.received = mark;
    }
  }

  private final Connection connection;
  private final ReceiverSession session;
  private final StreamMap<OpenStream> streams = new StreamMap<>();
  private final List<SinkStream> announced = new ArrayList<>();
  private List<SinkMessage> pending = new ArrayList<>();
  private @Nullable String application;
  private boolean over;

  SinkSession(Connection connection, SinkSettings settings) {
    this.connection = connection;
    int maxCredits = settings.maxCredits();
    this.session =
        new ReceiverSession(
            VERSIONS,
            settings.cookie(),
            new ReceiverSession.Limits(maxCredits, maxCredits / 2, settings.maxStreams()),
            this);
  }

  /** The application's name; null before its HELLO was found good. */
  @Nullable String application() {
    return application;
  }

  /** Whether it was greeted and waits for OK. */
  boolean isWaiting() {
    return session.state() == SessionState.HANDSHAKE;
  }

  /** Whether it has ended; what still comes is to be dropped. */
  boolean isOver() {
    return over;
  }

  /** Takes a frame; a peer's mistake ends the session. */
  void receive(Frame frame) {
    try {
      session.receive(frame);
    } catch (ProtocolException e) {
      fail(e.reason());
    }
  }

  /** Answers the greeting: data may come. */
  void accept() {
    connection.write(session.accept());
    connection.flush();
    connection.greeted();
    inSession(() -> log.info("{} connected", this));
  }

  /** Streams that wait for their high-water mark. */
  List<SinkStream> takeAnnounced() {
    if (announced.isEmpty()) {
      return List.of();
    }
    List<SinkStream> taken = List.copyOf(announced);
    announced.clear();
    return taken;
  }

  void open(SinkStream stream, PointOfReference mark) {
    streams.put(stream.id(), new OpenStream(stream, mark));
    connection.write(session.open(stream.id(), mark));
    connection.flush();
    log.debug("{}: stream {} opened after {}", this, Printable.of(stream.name()), mark);
  }

  /** What waits to be written, with the steps of the marks; null when there is nothing. */
  @Nullable SinkBatch takeBatch() {
    if (pending.isEmpty()) {
      return null;
    }
    List<SinkMessage> messages = List.copyOf(pending);
    pending = new ArrayList<>();
    List<SinkBatch.MarkUpdate> marks = new ArrayList<>();
    for (OpenStream stream : streams.values()) {
      if (stream.received.compareTo(stream.written) > 0) {
        marks.add(new SinkBatch.MarkUpdate(stream.stream, stream.written, stream.received));
      }
    }
    return new SinkBatch(messages, List.copyOf(marks));
  }

  /** The batch is durable. */
  void written(SinkBatch batch) {
    for (SinkBatch.MarkUpdate update : batch.marks()) {
      StreamId id = update.stream().id();
      OpenStream stream = streams.get(id);
      if (stream != null) {
        stream.written = update.mark();
        session.acknowledge(id, update.mark());
      }
    }
  }

  /** Acknowledges what is written, ends what has ended, gives credits back where due. */
  void answer() {
    if (over || session.state() != SessionState.STREAMING) {
      return;
    }
    List<OpenStream> ended = streams.values().stream().filter(stream -> stream.ended).toList();
    for (OpenStream stream : ended) {
      streams.remove(stream.stream.id());
      session.terminate(stream.stream.id());
    }
    Ack ack = session.takeAck(session.isRefillDue());
    if (ack != null) {
      connection.write(ack);
      connection.flush();
    }
  }

  /** Ends the session over something that a person should look at. */
  void fail(String reason) {
    if (!over) {
      inSession(() -> log.warn("session with {} ended: {}", this, reason));
      end(reason);
    }
  }

  /** Ends the session, saying why to the application. */
  void end(String reason) {
    if (!over) {
      over = true;
      connection.close(session.error(reason));
    }
  }

  /** Ends the session in good order. */
  void close() {
    if (!over) {
      over = true;
      session.disconnected();
      connection.close();
    }
  }

  /** The connection is gone. */
  void lost(String reason) {
    if (!over) {
      over = true;
      session.disconnected();
      connection.close();
      if (application == null) {
        inSession(() -> log.debug("{} left before its greeting: {}", this, reason));
      } else {
        inSession(() -> log.info("{} disconnected: {}", this, reason));
      }
    }
  }

  /** The connection has failed; the other end was told where that could be. */
  void broken(String reason) {
    if (!over) {
      over = true;
      session.disconnected();
      connection.close();
      inSession(() -> log.warn("session with {} ended: {}", this, reason));
    }
  }

  /** Runs what the log is to tell of this session. */
  <E extends Exception> void inSession(LogField.Body<E> body) throws E {
    connection.inSession(body);
  }

  /** As {@link #inSession}, of one of its streams. */
  <E extends Exception> void inStream(SinkStream stream, LogField.Body<E> body) throws E {
    inSession(() -> LogField.STREAM.during(Printable.of(stream.name()), body));
  }

  void awaitClosed() {
    connection.awaitClosed();
  }

  @Override
  public void greeted(Hello hello, ProtocolVersion version) {
    application = hello.programName();
  }

  @Override
  public void streamAnnounced(StreamId stream, String name, PointOfReference senderPoint) {
    announced.add(new SinkStream(String.valueOf(application), stream, name));
  }

  @Override
  public void message(Message message) {
    OpenStream stream = streams.get(message.streamId());
    if (stream == null) {
      throw new IllegalStateException("message on stream " + message.streamId() + " not open");
    }
    stream.received = PointOfReference.at(message.messageId());
    pending.add(
        new SinkMessage(
            stream.stream,
            message.messageId(),
            message.eventTime(),
            message.key(),
            message.payload()));
  }

  @Override
  public void streamEnded(StreamId id) {
    OpenStream stream = streams.get(id);
    if (stream != null) {
      stream.ended = true;
    }
  }

  @Override
  public void control(TwoPhaseMessage message) {
    throw new IllegalStateException("no stream 0 in direct delivery: " + message.type());
  }

  @Override
  public void reply(NotifyAck frame) {
    connection.write(frame);
    connection.flush();
  }

  @Override
  public void failed(String text) {
    over = true;
    connection.close();
    inSession(() -> log.warn("{} ended the session with an error: {}", this, Printable.of(text)));
  }

  @Override
  public String toString() {
    return application == null
        ? connection.toString()
        : "application " + Printable.of(application) + " at " + connection;
  }
}
