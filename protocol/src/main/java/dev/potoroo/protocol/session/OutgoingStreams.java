package dev.potoroo.protocol.session;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.StreamMap;
import dev.potoroo.protocol.frame.Ack.StreamAck;
import dev.potoroo.protocol.frame.NotifyAck;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The streams that one session sends: where each stands, what was sent and what is acknowledged. A
 * step that the own end must not take is an {@link IllegalStateException}, one that the peer must
 * not take a {@link ProtocolException}.
 */
final class OutgoingStreams {

  private static final class Stream {
    StreamState state = StreamState.NOTIFY_SENT;
    PointOfReference acknowledged = PointOfReference.NEVER;
    PointOfReference lastSent = PointOfReference.NEVER;
  }

  private final ProtocolVersion version;
  private final StreamMap<Stream> streams = new StreamMap<>();

  OutgoingStreams(ProtocolVersion version) {
    this.version = version;
  }

  StreamState state(StreamId id) {
    Stream stream = streams.get(id);
    return stream == null ? StreamState.START : stream.state;
  }

  void announce(StreamId id) {
    StreamState state = state(id);
    if (state != StreamState.START && state != StreamState.TERMINATED) {
      throw new IllegalStateException(
          "stream " + id + " is " + state + ", expected START or TERMINATED");
    }
    streams.put(id, new Stream());
  }

  void answered(NotifyAck answer) {
    StreamId id = answer.streamId();
    Stream stream = streams.get(id);
    if (stream == null || stream.state != StreamState.NOTIFY_SENT) {
      throw new ProtocolException(
          "Unexpected frame: NOTIFY_ACK for stream "
              + id
              + ", expected one that was announced, it is "
              + state(id));
    }
    if (answer.success()) {
      stream.state = StreamState.OPEN;
      stream.lastSent = answer.pointOfReference();
      stream.acknowledged = answer.pointOfReference();
    } else {
      streams.remove(id);
    }
  }

  void send(StreamId id, MessageId messageId) {
    Stream stream = requireOpen(id);
    if (stream.lastSent.covers(messageId)) {
      throw new IllegalArgumentException(
          "message ids of a stream strictly increase: stream "
              + id
              + " got "
              + messageId
              + " after "
              + stream.lastSent);
    }
    stream.lastSent = PointOfReference.at(messageId);
  }

  /** Ends an open stream; it is TERMINATED at once when no answer can be told from none. */
  void end(StreamId id) {
    Stream stream = requireOpen(id);
    // The answer of an application could name no point, so it leaves the stream out.
    boolean unanswered = version == ProtocolVersion.SOURCE && stream.lastSent.isNever();
    stream.state = unanswered ? StreamState.TERMINATED : StreamState.CLOSED;
  }

  /** Whether the ack is news. Acks may name streams that this session does not have. */
  boolean acknowledge(StreamAck ack) {
    Stream stream = unfinished(ack.streamId());
    // The only ack of a two-phase sink answers EOS_MESSAGE, and counts bytes.
    if (stream == null || version.hasControlStream()) {
      return false;
    }
    PointOfReference point = ack.pointOfReference();
    if (point.compareTo(stream.lastSent) > 0) {
      throw new ProtocolException(
          "Unexpected ACK: stream "
              + ack.streamId()
              + " is acknowledged up to "
              + point
              + ", the last message sent is "
              + stream.lastSent);
    }
    if (point.compareTo(stream.acknowledged) <= 0) {
      return false;
    }
    stream.acknowledged = point;
    return true;
  }

  /** Whether the ack answers an EOS_MESSAGE: then the stream is TERMINATED now. */
  boolean terminate(StreamAck ack) {
    Stream stream = unfinished(ack.streamId());
    if (stream == null || stream.state != StreamState.CLOSED) {
      return false;
    }
    if (!version.hasControlStream() && !ack.pointOfReference().equals(stream.lastSent)) {
      return false;
    }
    stream.state = StreamState.TERMINATED;
    return true;
  }

  /** What the peer has yet to answer, for people; null for nothing. */
  @Nullable String owed() {
    String first = null;
    int more = 0;
    for (Map.Entry<StreamId, Stream> stream : streams.asMap().entrySet()) {
      String owed = owed(stream.getKey(), stream.getValue());
      if (first == null) {
        first = owed;
      } else if (owed != null) {
        more++;
      }
    }
    return more == 0 ? first : first + ", and something on " + more + " more";
  }

  private @Nullable String owed(StreamId id, Stream stream) {
    return switch (stream.state) {
      case NOTIFY_SENT -> "the answer to the NOTIFY of stream " + id;
      case CLOSED -> "the answer to the end of stream " + id;
      case OPEN ->
          !version.hasControlStream() && stream.lastSent.compareTo(stream.acknowledged) > 0
              ? "an ACK up to message " + stream.lastSent + " of stream " + id
              : null;
      case START, TERMINATED -> null;
    };
  }

  /** Drops what is kept of a terminated stream. */
  void forget(StreamId id) {
    if (state(id) == StreamState.TERMINATED) {
      streams.remove(id);
    }
  }

  void clear() {
    streams.clear();
  }

  private Stream requireOpen(StreamId id) {
    Stream stream = streams.get(id);
    if (stream == null || stream.state != StreamState.OPEN) {
      throw new IllegalStateException("stream " + id + " is " + state(id) + ", expected OPEN");
    }
    return stream;
  }

  private @Nullable Stream unfinished(StreamId id) {
    Stream stream = streams.get(id);
    boolean unfinished =
        stream != null && (stream.state == StreamState.OPEN || stream.state == StreamState.CLOSED);
    return unfinished ? stream : null;
  }
}
