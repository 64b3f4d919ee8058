package dev.potoroo.connector.source;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.Printable;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.StreamMap;
import dev.potoroo.protocol.session.SenderSession;
import dev.potoroo.protocol.session.StreamState;
import dev.potoroo.protocol.twophase.TwoPhaseMessage;
import dev.potoroo.transport.LogField;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the application has said in one session, kept until the connector thread acts on it: which
 * streams it opened or refused, what it acknowledged, how it ended the session.
 */
final class SourceStreams implements SenderSession.Listener {

  private static final Logger log = LoggerFactory.getLogger(SourceStreams.class);

  /** Where one stream stands in this session. */
  static final class Progress {
    final SourceStream stream;
    final StreamId id;
    PointOfReference lastSent = PointOfReference.NEVER;
    PointOfReference acknowledged = PointOfReference.NEVER;
    StreamState state = StreamState.START;

    /** Not to be announced before. */
    long announceAt;

    private boolean refusalLogged;

    private Progress(SourceStream stream, long announceAt) {
      this.stream = stream;
      this.id = stream.id();
      this.announceAt = announceAt;
    }

    /** Runs what the log is to tell of this stream. */
    <E extends Exception> void inStream(LogField.Body<E> body) throws E {
      LogField.STREAM.during(Printable.of(stream.name()), body);
    }
  }

  /** A stream that the application has opened, and the point to resume from. */
  record Opened(Progress stream, PointOfReference point) {}

  private final LongSupplier nanoTime;
  private final long refusalWaitNanos;
  private final StreamMap<Progress> streams = new StreamMap<>();
  private final List<Opened> opened = new ArrayList<>();
  private final Map<StreamId, PointOfReference> acknowledged = new LinkedHashMap<>();
  private boolean greeted;
  private boolean progressed;
  private long settled;
  private @Nullable SessionEnd end;

  SourceStreams(LongSupplier nanoTime, long refusalWaitNanos) {
    this.nanoTime = nanoTime;
    this.refusalWaitNanos = refusalWaitNanos;
  }

  void add(SourceStream stream) {
    Progress there = streams.get(stream.id());
    if (there != null) {
      throw new IllegalStateException(
          "two streams have the id "
              + there.id
              + ": "
              + there.stream.name()
              + ", "
              + stream.name());
    }
    streams.put(stream.id(), new Progress(stream, nanoTime.getAsLong()));
  }

  Collection<Progress> all() {
    return streams.values();
  }

  /**
   * @throws IllegalStateException when there is no such stream
   */
  Progress require(StreamId id) {
    Progress stream = streams.get(id);
    if (stream == null) {
      throw new IllegalStateException("stream " + id + " is none of this source's streams");
    }
    return stream;
  }

  boolean isGreeted() {
    return greeted;
  }

  /** Whether anything was acknowledged. */
  boolean hasProgressed() {
    return progressed;
  }

  /** Another number than before when the application has settled something. */
  long settled() {
    return settled;
  }

  @Nullable SessionEnd end() {
    return end;
  }

  boolean anyOpen() {
    return streams.values().stream().anyMatch(stream -> stream.state == StreamState.OPEN);
  }

  boolean allTerminated() {
    return streams.values().stream().allMatch(stream -> stream.state == StreamState.TERMINATED);
  }

  /** Whether messages were sent that are not acknowledged. */
  boolean anyOutstanding() {
    return streams.values().stream()
        .anyMatch(stream -> stream.lastSent.compareTo(stream.acknowledged) > 0);
  }

  /** Streams to resume, each once. */
  List<Opened> takeOpened() {
    List<Opened> taken = List.copyOf(opened);
    opened.clear();
    return taken;
  }

  boolean hasAcknowledgements() {
    return !acknowledged.isEmpty();
  }

  /** The newest point of each stream that has one the source was not told. */
  Map<StreamId, PointOfReference> takeAcknowledgements() {
    Map<StreamId, PointOfReference> taken = new LinkedHashMap<>(acknowledged);
    acknowledged.clear();
    return taken;
  }

  @Override
  public void streaming() {
    greeted = true;
  }

  @Override
  public void streamOpened(StreamId id, PointOfReference point) {
    settled++;
    Progress stream = require(id);
    stream.state = StreamState.OPEN;
    stream.lastSent = point;
    stream.acknowledged = point;
    opened.add(new Opened(stream, point));
  }

  @Override
  public void streamRefused(StreamId id) {
    settled++;
    Progress stream = require(id);
    stream.state = StreamState.START;
    stream.announceAt = nanoTime.getAsLong() + refusalWaitNanos;
    if (!stream.refusalLogged) {
      stream.refusalLogged = true;
      stream.inStream(
          () ->
              log.warn(
                  "the application refuses stream {} ({}): it is open on another connection; asking"
                      + " again until it is free",
                  stream.stream.name(),
                  id));
    }
  }

  @Override
  public void acknowledged(StreamId id, PointOfReference point) {
    settled++;
    require(id).acknowledged = point;
    acknowledged.put(id, point);
    progressed = true;
  }

  @Override
  public void creditsGranted() {
    // The session counts them; the connector thread looks before each poll.
    settled++;
  }

  @Override
  public void streamTerminated(StreamId id) {
    settled++;
    require(id).state = StreamState.TERMINATED;
  }

  @Override
  public void control(TwoPhaseMessage message) {
    throw new IllegalStateException("a source's session has no stream 0: " + message.type());
  }

  @Override
  public void restarted(String address) {
    end = new SessionEnd(SessionEnd.Kind.MOVED, address);
  }

  @Override
  public void failed(String text) {
    end =
        new SessionEnd(
            greeted ? SessionEnd.Kind.FAILED : SessionEnd.Kind.REFUSED, Printable.of(text));
  }
}
