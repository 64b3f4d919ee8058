package dev.potoroo.postgres.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.potoroo.connector.sink.SinkBatch;
import dev.potoroo.connector.sink.SinkBatch.MarkUpdate;
import dev.potoroo.connector.sink.SinkMessage;
import dev.potoroo.connector.sink.SinkStream;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts batches together for tests. */
final class Batches {
  private final List<SinkMessage> messages = new ArrayList<>();
  private final Map<SinkStream, PointOfReference> expected = new LinkedHashMap<>();
  private final Map<SinkStream, PointOfReference> marks = new LinkedHashMap<>();

  static SinkStream stream(String name) {
    return new SinkStream("alerts", StreamId.of(name), name);
  }

  static PointOfReference at(long id) {
    return PointOfReference.at(new MessageId(id));
  }

  /** Messages {@code first}, {@code first + 1}, ... of one stream. */
  static SinkBatch batch(
      SinkStream stream, PointOfReference expected, long first, String... payloads) {
    Batches batches = new Batches().expecting(stream, expected);
    for (int i = 0; i < payloads.length; i++) {
      batches.message(stream, first + i, payloads[i].getBytes(UTF_8));
    }
    return batches.batch();
  }

  Batches expecting(SinkStream stream, PointOfReference mark) {
    expected.put(stream, mark);
    return this;
  }

  Batches message(SinkStream stream, long id, byte[] payload) {
    messages.add(new SinkMessage(stream, new MessageId(id), 0, new byte[0], payload));
    marks.put(stream, at(id));
    return this;
  }

  Batches message(SinkStream stream, long id, String payload) {
    return message(stream, id, payload.getBytes(UTF_8));
  }

  SinkBatch batch() {
    List<MarkUpdate> updates = new ArrayList<>();
    marks.forEach(
        (stream, mark) ->
            updates.add(
                new MarkUpdate(
                    stream, expected.getOrDefault(stream, PointOfReference.NEVER), mark)));
    return new SinkBatch(List.copyOf(messages), updates);
  }
}
