package dev.potoroo.runtime;

import dev.potoroo.pipeline.SourceMessage;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.Printable;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.runtime.delivery.AckTracker;
import dev.potoroo.transport.LogField;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a source connection, attached to every sink of its pipeline: resumes where the
 * slowest sink stands, turns messages into outputs, and knows what may be acknowledged.
 *
 * <pre>
 * WAITING --all sinks ready--> ATTACHING --all sinks answered--> OPEN --EOS--> ENDING --all acked--> GONE
 *     any state --connection lost--> GONE
 * </pre>
 */
final class SourceStream {

  private enum State {
    /** Some sink is not connected, or still has an earlier stream of this id to finish. */
    WAITING,
    /** Announced to all sinks; some have not said where they stand. */
    ATTACHING,
    /** Messages come in. */
    OPEN,
    /** The source ended the stream; some outputs are not acknowledged. */
    ENDING,
    /** Not a stream of its connection any more. */
    GONE
  }

  private final StreamId id;
  private final String name;
  private final PointOfReference sourcePoint;
  private final long maxMessageId;
  private final SourceConnection connection;
  private final PipelineRunner runner;
  private final List<SinkStream> sinks = new ArrayList<>();

  private State state = State.WAITING;
  private int unanswered;
  private boolean touched;
  private @Nullable AckTracker tracker;

  /**
   * @param sourcePoint where the source says that it stands
   */
  SourceStream(
      StreamId id,
      String name,
      PointOfReference sourcePoint,
      SourceConnection connection,
      PipelineRunner runner) {
    this.id = id;
    this.name = name;
    // Wallaroo's client announces a new source with 0.
    this.sourcePoint = sourcePoint.value() == 0 ? PointOfReference.NEVER : sourcePoint;
    this.maxMessageId = runner.fanOut().maxSourceId();
    this.connection = connection;
    this.runner = runner;
  }

  StreamId id() {
    return id;
  }

  String name() {
    return name;
  }

  SourceConnection connection() {
    return connection;
  }

  PipelineRunner runner() {
    return runner;
  }

  /** Opens the stream on every sink of the pipeline, in the pipeline's order. */
  void attach(List<SinkSession> sessions) {
    state = State.ATTACHING;
    unanswered = sessions.size();
    for (int index = 0; index < sessions.size(); index++) {
      SinkSession session = sessions.get(index);
      SinkStream sink = new SinkStream(session, this, index);
      sinks.add(sink);
      session.open(sink);
    }
  }

  /** One more sink has said where it stands. */
  void openedAtSink() {
    unanswered--;
    if (unanswered == 0 && state == State.ATTACHING) {
      PointOfReference done =
          sinks.stream()
              .map(sink -> runner.fanOut().sourcePoint(sink.mark()))
              .reduce(PointOfReference::min)
              .orElseThrow();
      PointOfReference start = sourcePoint.max(done);
      tracker = new AckTracker(sinks.size(), start);
      state = State.OPEN;
      connection.open(this, start);
    }
  }

  /**
   * Passes a message through the pipeline and on to the sinks.
   *
   * @throws ProtocolException when its id leaves no room for the ids of its outputs
   */
  void message(Message message) {
    long messageId = message.messageId().value();
    if (Long.compareUnsigned(messageId, maxMessageId) > 0) {
      throw new ProtocolException(
          "Message id too large: stream \""
              + name
              + "\" sent "
              + message.messageId()
              + ", expected at most "
              + Long.toUnsignedString(maxMessageId)
              + " in a pipeline with fan-out "
              + runner.fanOut().factor());
    }
    List<byte[][]> outputs =
        runner.outputsOf(
            id,
            new SourceMessage(
                name, messageId, message.eventTime(), message.key(), message.payload()));
    for (int sink = 0; sink < sinks.size() && !outputs.isEmpty(); sink++) {
      send(message, outputs, sink);
    }
    tracker().processed(messageId);
  }

  private void send(Message message, List<byte[][]> outputs, int sink) {
    long lastSent = 0;
    boolean sent = false;
    for (int index = 0; index < outputs.size(); index++) {
      byte[] payload = outputs.get(index)[sink];
      long outputId = runner.fanOut().outputId(message.messageId().value(), index);
      if (payload.length > 0
          && sinks.get(sink).send(outputId, message.eventTime(), message.key(), payload)) {
        sent = true;
        lastSent = outputId;
      }
    }
    if (sent) {
      tracker().sent(sink, lastSent);
    }
  }

  /** Notes that there may be news for the source; whether that was not noted yet. */
  boolean markTouched() {
    boolean first = !touched;
    touched = true;
    return first;
  }

  void clearTouched() {
    touched = false;
  }

  /** The source sends no more. */
  void end() {
    state = State.ENDING;
  }

  /** A sink made outputs durable, up to and with the one of that id. */
  void acknowledged(int sink, PointOfReference point) {
    tracker().acknowledged(sink, point);
    if (state != State.GONE) {
      connection.touch(this);
    }
  }

  /** What the source may be told now; null as long as the stream is not open. */
  @Nullable PointOfReference acknowledgeable() {
    return tracker == null ? null : tracker.point();
  }

  /** Whether the source ended it and every output is acknowledged. */
  boolean isFinished() {
    return state == State.ENDING && isIdle();
  }

  /** Whether no output is on its way. */
  boolean isIdle() {
    return tracker == null || tracker.isIdle();
  }

  /** Whether the source waits for an answer about it. */
  boolean isOwing() {
    return state != State.OPEN || !isIdle();
  }

  /** Whether a sink knows of it, so that losing the sink concerns it. */
  boolean isAttached() {
    return !sinks.isEmpty();
  }

  /** Lets go of the sinks: they finish what they have. */
  void detach() {
    state = State.GONE;
    runner.forget(this);
    sinks.forEach(SinkStream::end);
  }

  private AckTracker tracker() {
    if (tracker == null) {
      throw new IllegalStateException("stream " + name + " is " + state + ", it was never open");
    }
    return tracker;
  }

  /** Runs what the log is to tell of this stream, on its connection's session. */
  void inStream(LogField.Body<RuntimeException> body) {
    connection.connection().inSession(() -> LogField.STREAM.during(Printable.of(name), body));
  }

  @Override
  public String toString() {
    return "stream \"" + Printable.of(name) + "\" (id " + id + ")";
  }
}
