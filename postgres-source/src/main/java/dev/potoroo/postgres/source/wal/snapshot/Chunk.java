package dev.potoroo.postgres.source.wal.snapshot;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages that are stored together, with ids that follow each other.
 *
 * @param firstId of the first message
 * @param messages at least one
 */
record Chunk(long firstId, List<RowMessage> messages) {
  /** Event time, length of the key, length of the payload. */
  private static final int HEADER_BYTES = 8 + 4 + 4;

  Chunk {
    messages = List.copyOf(messages);
  }

  long lastId() {
    return firstId + messages.size() - 1;
  }

  /**
   * Of all messages in their order: event time (8), length of the key (4), length of the payload
   * (4), key, payload.
   */
  byte[] toBytes() {
    int length = messages.stream().mapToInt(message -> HEADER_BYTES + message.bytes()).sum();
    ByteBuffer out = ByteBuffer.allocate(length);
    for (RowMessage message : messages) {
      out.putLong(message.eventTime());
      out.putInt(message.key().length);
      out.putInt(message.payload().length);
      out.put(message.key());
      out.put(message.payload());
    }
    return out.array();
  }

  static Chunk of(long firstId, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    List<RowMessage> messages = new ArrayList<>();
    while (in.hasRemaining()) {
      long eventTime = in.getLong();
      byte[] key = new byte[in.getInt()];
      byte[] payload = new byte[in.getInt()];
      in.get(key);
      in.get(payload);
      messages.add(new RowMessage(eventTime, key, payload));
    }
    return new Chunk(firstId, messages);
  }
}
