package dev.potoroo.protocol.session;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.StreamMap;
import dev.potoroo.protocol.frame.Ack.StreamAck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The streams that one session receives: where each stands, what was seen, what is done, and what
 * the next ACK has to say. A step that the own end must not take is an {@link
 * IllegalStateException}, one that the peer must not take a {@link ProtocolException}.
 */
final class IncomingStreams {

  private static final class Stream {
    StreamState state = StreamState.NOTIFY_SENT;
    PointOfReference lastSeen = PointOfReference.NEVER;
    PointOfReference acknowledged = PointOfReference.NEVER;
  }

  private final int maxStreams;
  private final StreamMap<Stream> streams = new StreamMap<>();
  private final Map<StreamId, PointOfReference> pendingAcks = new LinkedHashMap<>();

  IncomingStreams(int maxStreams) {
    this.maxStreams = maxStreams;
  }

  /** {@link StreamState#START} for a stream that is not here. */
  StreamState state(StreamId id) {
    Stream stream = streams.get(id);
    return stream == null ? StreamState.START : stream.state;
  }

  boolean contains(StreamId id) {
    return streams.contains(id);
  }

  /** The peer announced a stream that is not here. */
  void announced(StreamId id) {
    if (streams.size() >= maxStreams) {
      throw new ProtocolException(
          "Too many streams: expected at most " + maxStreams + " on one connection");
    }
    streams.put(id, new Stream());
  }

  void open(StreamId id, PointOfReference point) {
    Stream stream = require(id, StreamState.NOTIFY_SENT);
    stream.state = StreamState.OPEN;
    stream.lastSeen = point;
    stream.acknowledged = point;
    // An answer to the stream that had this id before would name a point of that one.
    pendingAcks.remove(id);
  }

  void refuse(StreamId id) {
    require(id, StreamState.NOTIFY_SENT);
    streams.remove(id);
  }

  /** Whether a message that came on the stream was not there before. */
  boolean receive(StreamId id, MessageId messageId) {
    Stream stream = streams.get(id);
    if (stream == null || stream.state != StreamState.OPEN) {
      throw new ProtocolException(
          "Bad/unregistered stream_id "
              + id
              + " with message_id "
              + messageId
              + ": expected an open stream, it is "
              + state(id));
    }
    if (stream.lastSeen.covers(messageId)) {
      return false;
    }
    stream.lastSeen = PointOfReference.at(messageId);
    return true;
  }

  /** The peer ended the stream. */
  void ended(StreamId id) {
    Stream stream = streams.get(id);
    if (stream == null || stream.state != StreamState.OPEN) {
      throw new ProtocolException(
          "Unexpected frame: EOS_MESSAGE for stream "
              + id
              + ", expected an open stream, it is "
              + state(id));
    }
    stream.state = StreamState.CLOSED;
  }

  /** Everything up to {@code point} is done; nothing happens when that is no news. */
  void acknowledge(StreamId id, PointOfReference point) {
    Stream stream = streams.get(id);
    if (stream == null || stream.state == StreamState.NOTIFY_SENT) {
      return;
    }
    if (point.compareTo(stream.lastSeen) > 0) {
      throw new IllegalArgumentException(
          "stream "
              + id
              + " cannot be acknowledged up to "
              + point
              + ": the last message seen is "
              + stream.lastSeen);
    }
    if (point.compareTo(stream.acknowledged) > 0) {
      stream.acknowledged = point;
      pendingAcks.put(id, point);
    }
  }

  /**
   * Everything of an ended stream is done: its id is free, and the next ACK names it.
   *
   * @param nameNever whether the ACK also names a stream of which nothing was ever seen
   */
  void terminate(StreamId id, boolean nameNever) {
    Stream stream = require(id, StreamState.CLOSED);
    streams.remove(id);
    if (nameNever || !stream.lastSeen.isNever()) {
      pendingAcks.put(id, stream.lastSeen);
    }
  }

  boolean hasAcks() {
    return !pendingAcks.isEmpty();
  }

  /** In the order in which they became due; each is handed out once. */
  List<StreamAck> takeAcks() {
    List<StreamAck> acks = new ArrayList<>(pendingAcks.size());
    pendingAcks.forEach((id, point) -> acks.add(new StreamAck(id, point)));
    pendingAcks.clear();
    return acks;
  }

  void clear() {
    streams.clear();
    pendingAcks.clear();
  }

  private Stream require(StreamId id, StreamState required) {
    Stream stream = streams.get(id);
    if (stream == null || stream.state != required) {
      throw new IllegalStateException(
          "stream " + id + " is " + state(id) + ", expected " + required);
    }
    return stream;
  }
}
