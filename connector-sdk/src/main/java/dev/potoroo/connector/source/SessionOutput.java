package dev.potoroo.connector.source;

import dev.potoroo.connector.connection.Connection;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.session.SenderSession;
import dev.potoroo.protocol.session.StreamState;

/** Turns what a source writes into frames of one session. Connector thread only. */
final class SessionOutput implements SourceOutput {

  private final SenderSession session;
  private final SourceStreams streams;
  private final Connection connection;
  private final int maxFrameLength;

  SessionOutput(
      SenderSession session, SourceStreams streams, Connection connection, int maxFrameLength) {
    this.session = session;
    this.streams = streams;
    this.connection = connection;
    this.maxFrameLength = maxFrameLength;
  }

  @Override
  public int room() {
    return connection.isWritable() ? (int) Math.min(session.credits(), Integer.MAX_VALUE) : 0;
  }

  @Override
  public void write(StreamId id, MessageId messageId, long eventTime, byte[] key, byte[] payload) {
    SourceStreams.Progress stream = streams.require(id);
    long frameLength = Message.frameLength(key.length, payload.length);
    if (frameLength > maxFrameLength) {
      throw new IllegalArgumentException(
          "stream "
              + stream.stream.name()
              + ": message "
              + messageId
              + " makes a frame of "
              + frameLength
              + " bytes, expected at most "
              + maxFrameLength
              + ": raise --max-frame, here and where the message goes");
    }
    connection.write(session.message(id, messageId, eventTime, key, payload));
    stream.lastSent = PointOfReference.at(messageId);
  }

  @Override
  public void endOfStream(StreamId id) {
    SourceStreams.Progress stream = streams.require(id);
    // Before the call, for a stream without messages is terminated within it.
    stream.state = StreamState.CLOSED;
    connection.write(session.endOfStream(id));
  }
}
