package dev.potoroo.runtime;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;

/**
 * One source stream on one sink's session: the same id, the same name. It can outlive the source's
 * connection: what was sent is still to be acknowledged, and only then is it ended.
 *
 * <pre>
 * QUEUED --credit--> ANNOUNCED --NOTIFY_ACK--> OPEN --end(), all acknowledged--> ENDED --ACK--> gone
 * </pre>
 */
final class SinkStream {

  private enum State {
    /** Waits for a credit. */
    QUEUED,
    /** NOTIFY was sent. */
    ANNOUNCED,
    /** Outputs may be sent. */
    OPEN,
    /** EOS_MESSAGE was sent. */
    ENDED
  }

  private final SinkSession session;
  private final SourceStream source;
  private final int index;

  private State state = State.QUEUED;
  private boolean ending;
  private PointOfReference mark = PointOfReference.NEVER;
  private PointOfReference acknowledged = PointOfReference.NEVER;
  private PointOfReference lastOutput = PointOfReference.NEVER;

  /**
   * @param index which of its pipeline's sinks this is
   */
  SinkStream(SinkSession session, SourceStream source, int index) {
    this.session = session;
    this.source = source;
    this.index = index;
  }

  StreamId id() {
    return source.id();
  }

  SourceStream source() {
    return source;
  }

  /** What the sink had when the stream was opened. */
  PointOfReference mark() {
    return mark;
  }

  /**
   * Queues an output, unless the sink has it already.
   *
   * @return whether the sink is going to acknowledge it
   */
  boolean send(long outputId, long eventTime, byte[] key, byte[] payload) {
    if (mark.covers(outputId)) {
      return false;
    }
    lastOutput = new PointOfReference(outputId);
    session.enqueue(new PendingOutput(id(), outputId, eventTime, key, payload));
    return true;
  }

  /** No more outputs come; the stream ends when all are acknowledged. */
  void end() {
    if (state == State.QUEUED) {
      session.withdraw(this);
    } else {
      ending = true;
      endIfDone();
    }
  }

  void announced() {
    state = State.ANNOUNCED;
  }

  /** The sink refused: the stream is to be announced again. */
  void refused() {
    state = State.QUEUED;
  }

  boolean isEnding() {
    return ending;
  }

  void opened(PointOfReference point) {
    state = State.OPEN;
    mark = point;
    acknowledged = point;
    if (ending) {
      endIfDone();
    } else {
      source.openedAtSink();
    }
  }

  void acknowledged(PointOfReference point) {
    acknowledged = point;
    source.acknowledged(index, point);
    endIfDone();
  }

  private void endIfDone() {
    boolean done = lastOutput.compareTo(acknowledged) <= 0;
    if (ending && done && state == State.OPEN) {
      state = State.ENDED;
      session.endOfStream(this);
    }
  }
}
