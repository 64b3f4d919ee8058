package dev.potoroo.benchmarks.wire;

import dev.potoroo.connector.sink.SinkBatch;
import dev.potoroo.connector.sink.SinkMessage;
import dev.potoroo.connector.sink.SinkStream;
import dev.potoroo.connector.sink.TransactionalSink;
import dev.potoroo.protocol.PointOfReference;

/** Takes each message of one stream, and keeps nothing but its count. */
final class CountingSink implements TransactionalSink {
  private final Arrivals arrivals;

  CountingSink(Arrivals arrivals) {
    this.arrivals = arrivals;
  }

  @Override
  public void open() {
    // There is nothing to open.
  }

  @Override
  public PointOfReference highWaterMark(SinkStream stream) {
    return PointOfReference.NEVER;
  }

  @Override
  public void write(SinkBatch batch) {
    for (SinkMessage message : batch.messages()) {
      if (message.payload().length != GeneratedSource.PAYLOAD_BYTES) {
        throw new IllegalStateException(
            "message %s has %d bytes".formatted(message.id(), message.payload().length));
      }
      arrivals.arrived(message.id().value());
    }
  }

  @Override
  public void close() {
    // There is nothing to close.
  }
}
