package dev.potoroo.connector.sink;

import dev.potoroo.connector.connection.Connection;
import dev.potoroo.connector.connection.ConnectionListener;
import dev.potoroo.connector.connection.Inbox;
import dev.potoroo.protocol.frame.Frame;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Everything that happens on all connections of a sink, in order, bounded in bytes. */
final class SinkInbox implements ConnectionListener {

  /** What a frame weighs besides its key and payload, in bytes. */
  private static final int FRAME_WEIGHT = 100;

  private final Inbox<SinkEvent> inbox;

  /** Whether the connector thread is at something, which it may be for long. */
  private volatile boolean atWork;

  SinkInbox(long maxPendingBytes, Inbox.Valve valve) {
    inbox = new Inbox<>(maxPendingBytes, valve);
  }

  /** See {@link Inbox#take}. */
  @Nullable SinkEvent take(Duration wait) throws InterruptedException {
    atWork = false;
    try {
      return inbox.take(wait);
    } finally {
      atWork = true;
    }
  }

  void wakeUp() {
    inbox.wakeUp();
  }

  @Override
  public void connected(Connection connection) {
    inbox.add(new SinkEvent.Connected(connection), FRAME_WEIGHT);
  }

  @Override
  public void received(Connection connection, Frame frame) {
    SinkEvent.Received event = new SinkEvent.Received(connection, frame);
    inbox.add(event, FRAME_WEIGHT + event.payloadBytes());
  }

  @Override
  public boolean isBusy() {
    return atWork || !inbox.isEmpty();
  }

  @Override
  public void writable(Connection connection) {
    // A sink's answers are small; nothing waits for this.
  }

  @Override
  public void lost(Connection connection, String reason) {
    inbox.add(new SinkEvent.Lost(connection, reason), FRAME_WEIGHT);
  }

  @Override
  public void failed(Connection connection, String reason) {
    inbox.add(new SinkEvent.Failed(connection, reason), FRAME_WEIGHT);
  }
}
