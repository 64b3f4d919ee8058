package dev.potoroo.alerts.overload;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potoroo.connector.source.ReplayableSource;
import dev.potoroo.connector.source.SourceOutput;
import dev.potoroo.connector.source.SourceStream;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Many streams of as many transactions each, one message of each stream after the other. A message
 * is made of its place, so that all can be made again.
 */
final class ScriptedSource implements ReplayableSource {
  private final List<Stream> streams = new ArrayList<>();
  private final Map<StreamId, Stream> byId = new HashMap<>();
  private final int messages;
  private int turn;

  /**
   * @param name different for each source
   * @param messages of each stream
   */
  ScriptedSource(String name, int streams, int messages) {
    this.messages = messages;
    for (int number = 1; number <= streams; number++) {
      Stream stream = new Stream(name + "." + number);
      this.streams.add(stream);
      byId.put(StreamId.of(stream.name), stream);
    }
  }

  @Override
  public void open() {}

  @Override
  public List<SourceStream> streams() {
    streams.forEach(stream -> stream.open = false);
    return streams.stream()
        .map(stream -> new SourceStream(stream.name, stream.acknowledged))
        .toList();
  }

  @Override
  public void resume(StreamId id, PointOfReference point) {
    Stream stream = stream(id);
    stream.open = true;
    stream.sent = point.isNever() ? 0 : point.value();
  }

  @Override
  public boolean poll(SourceOutput output, Duration wait) throws InterruptedException {
    int idle = 0;
    while (output.room() > 0 && idle < streams.size()) {
      idle = streams.get(turn).send(output) ? 0 : idle + 1;
      turn = (turn + 1) % streams.size();
    }
    if (streams.stream().allMatch(stream -> stream.open && stream.sent == messages)) {
      streams.forEach(stream -> output.endOfStream(StreamId.of(stream.name)));
      return false;
    }
    if (idle == streams.size()) {
      // Others are still to be resumed.
      Thread.sleep(wait.toMillis());
    }
    return true;
  }

  @Override
  public void acknowledged(StreamId id, PointOfReference point) {
    stream(id).acknowledged = point;
  }

  @Override
  public void close() {}

  private Stream stream(StreamId id) {
    Stream stream = byId.get(id);
    if (stream == null) {
      throw new IllegalStateException("there is no stream " + id);
    }
    return stream;
  }

  private final class Stream {
    private final String name;
    private PointOfReference acknowledged = PointOfReference.NEVER;
    private boolean open;
    private long sent;

    Stream(String name) {
      this.name = name;
    }

    /** Whether there was something to send. */
    boolean send(SourceOutput output) {
      if (!open || sent == messages) {
        return false;
      }
      sent++;
      output.write(
          StreamId.of(name),
          new MessageId(sent),
          0,
          new byte[0],
          "{\"id\":\"%s.%d\",\"amount\":2000}".formatted(name, sent).getBytes(UTF_8));
      return true;
    }
  }
}
