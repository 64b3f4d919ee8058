package dev.potoroo.benchmarks.wire;

import dev.potoroo.connector.source.ReplayableSource;
import dev.potoroo.connector.source.SourceOutput;
import dev.potoroo.connector.source.SourceStream;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Message;
import java.time.Duration;
import java.util.List;

/**
 * Messages 1 to {@code count} of one stream, as fast as they are taken. It ends when the last is
 * acknowledged.
 */
final class GeneratedSource implements ReplayableSource {

  /** Bytes of each payload. */
  static final int PAYLOAD_BYTES = 100;

  private static final String STREAM = "generated";

  private final long count;
  private final byte[] payload = new byte[PAYLOAD_BYTES];
  private final StreamId stream = StreamId.of(STREAM);
  private long next = 1;

  GeneratedSource(long count) {
    this.count = count;
  }

  @Override
  public void open() {
    // There is nothing to open.
  }

  @Override
  public List<SourceStream> streams() {
    return List.of(new SourceStream(STREAM, PointOfReference.NEVER));
  }

  @Override
  public void resume(StreamId id, PointOfReference point) {
    next = point.isNever() ? 1 : point.value() + 1;
  }

  @Override
  public boolean poll(SourceOutput output, Duration wait) {
    for (int room = output.room(); room > 0 && next <= count; room = output.room()) {
      output.write(stream, new MessageId(next), 0, Message.NO_BYTES, payload);
      next++;
    }
    return next <= count;
  }

  @Override
  public void acknowledged(StreamId id, PointOfReference point) {
    // Nothing was kept for replay.
  }

  @Override
  public void close() {
    // There is nothing to close.
  }
}
