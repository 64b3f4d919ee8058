package dev.potoroo.connector.source;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.StreamId;

/** Where a source writes during one {@link ReplayableSource#poll}. Only for the calling thread. */
public interface SourceOutput {

  /**
   * How many messages may still be written in this poll. At least 1 when the poll begins; each
   * message takes one, and when enough bytes wait for the network it falls to 0 at once. So ask
   * again before each message.
   */
  int room();

  /**
   * Hands a message over. Does not block; it is sent when the poll returns, or before.
   *
   * @param stream a stream that was given a point by {@link ReplayableSource#resume} in this
   *     session
   * @param id above the point of resumption and every id before it
   * @param eventTime milliseconds since 1970, 0 if unknown
   * @param key at most 65535 bytes, empty for none; not altered afterwards
   * @param payload not altered afterwards
   * @throws IllegalStateException when the application's credits are used up, or the stream is not
   *     resumed
   * @throws IllegalArgumentException when {@code id} does not increase, or the frame would be
   *     longer than the limit (option {@code --max-frame}); the text names the limit and the stream
   */
  void write(StreamId stream, MessageId id, long eventTime, byte[] key, byte[] payload);

  /** No message will follow on this stream. Takes no room. */
  void endOfStream(StreamId stream);
}
