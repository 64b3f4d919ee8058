package dev.potoroo.runtime.delivery;

import dev.potoroo.protocol.PointOfReference;

/**
 * Finds the point that a source may be acknowledged: the highest message id at or below which no
 * output is outstanding at any sink. A message without outputs is done as soon as all before it
 * are. Every point is the id of a message that was processed, or the point of the start: clients
 * rewind to it.
 *
 * <p>For each message in order call {@link #sent} for each sink that gets outputs of it, then
 * {@link #processed}.
 */
public final class AckTracker {
  private final OutstandingOutputs[] sinks;
  private long lastProcessed;

  /**
   * @param sinkCount from 1
   * @param start where the stream was resumed
   */
  public AckTracker(int sinkCount, PointOfReference start) {
    sinks = new OutstandingOutputs[sinkCount];
    for (int sink = 0; sink < sinkCount; sink++) {
      sinks[sink] = new OutstandingOutputs();
    }
    lastProcessed = start.value();
  }

  /**
   * A sink was given outputs of the message at hand.
   *
   * @param sink its index, from 0
   * @param lastOutputId the highest id among them
   */
  public void sent(int sink, long lastOutputId) {
    sinks[sink].add(lastOutputId, lastProcessed);
  }

  /** The message at hand has been through the pipeline. */
  public void processed(long sourceId) {
    lastProcessed = sourceId;
  }

  /** Everything that the sink was given up to {@code point}, in output ids, is durable. */
  public void acknowledged(int sink, PointOfReference point) {
    if (!point.isNever()) {
      sinks[sink].removeUpTo(point.value());
    }
  }

  /** What the source may be told now. Never goes back. */
  public PointOfReference point() {
    PointOfReference point = new PointOfReference(lastProcessed);
    for (OutstandingOutputs sink : sinks) {
      if (!sink.isEmpty()) {
        point = point.min(new PointOfReference(sink.messageBeforeHead()));
      }
    }
    return point;
  }

  /** Whether no output is outstanding at any sink. */
  public boolean isIdle() {
    for (OutstandingOutputs sink : sinks) {
      if (!sink.isEmpty()) {
        return false;
      }
    }
    return true;
  }
}
