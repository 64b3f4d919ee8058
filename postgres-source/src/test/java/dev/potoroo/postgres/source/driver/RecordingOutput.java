package dev.potoroo.postgres.source.driver;

import dev.potoroo.connector.source.SourceOutput;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.StreamId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps what is written, and holds the source to the contract of {@link SourceOutput}. */
final class RecordingOutput implements SourceOutput {
  private final int roomPerPoll;
  private final List<SentMessage> sent = new ArrayList<>();
  private final Map<StreamId, Long> lastIds = new HashMap<>();
  private int room;

  RecordingOutput(int roomPerPoll) {
    this.roomPerPoll = roomPerPoll;
  }

  void beginPoll() {
    room = roomPerPoll;
  }

  void resume(StreamId stream, long lastId) {
    lastIds.put(stream, lastId);
  }

  long lastId(StreamId stream) {
    return lastIds.getOrDefault(stream, 0L);
  }

  List<SentMessage> sent() {
    return sent;
  }

  @Override
  public int room() {
    return room;
  }

  @Override
  public void write(StreamId stream, MessageId id, long eventTime, byte[] key, byte[] payload) {
    Long lastId = lastIds.get(stream);
    if (lastId == null || room == 0) {
      throw new IllegalStateException("stream " + stream + ": not resumed, or no room");
    }
    if (id.value() <= lastId) {
      throw new IllegalArgumentException(id + " does not increase, last was " + lastId);
    }
    lastIds.put(stream, id.value());
    room--;
    sent.add(
        new SentMessage(
            stream,
            id.value(),
            eventTime,
            new String(key, StandardCharsets.UTF_8),
            new String(payload, StandardCharsets.UTF_8)));
  }

  @Override
  public void endOfStream(StreamId stream) {
    if (lastIds.remove(stream) == null) {
      throw new IllegalStateException("stream " + stream + ": not resumed, or at its end before");
    }
  }
}
