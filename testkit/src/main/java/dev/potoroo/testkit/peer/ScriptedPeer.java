package dev.potoroo.testkit.peer;

import dev.potoroo.protocol.frame.Frame;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What both ends of a session share: the connection of the moment, and its end. */
public abstract sealed class ScriptedPeer implements Closeable
    permits ScriptedSender, ScriptedReceiver {
  private @Nullable FrameConnection connection;

  /**
   * The connection of the moment, for what this class has no word for.
   *
   * @throws IllegalStateException when there is none yet
   */
  public final FrameConnection connection() {
    if (connection == null) {
      throw new IllegalStateException("not connected yet");
    }
    return connection;
  }

  final void connected(FrameConnection next) {
    if (connection != null) {
      connection.close();
    }
    connection = next;
  }

  /** {@link FrameConnection#send}. */
  public final void send(Frame... frames) {
    connection().send(frames);
  }

  /** {@link FrameConnection#expect(Class)}. */
  public final <F extends Frame> F expect(Class<F> type) {
    return connection().expect(type);
  }

  /** {@link FrameConnection#await}. */
  public final <F extends Frame> F await(Class<F> type) {
    return connection().await(type);
  }

  /** {@link FrameConnection#expectNothingFor}. */
  public final void expectNothingFor(Duration time) {
    connection().expectNothingFor(time);
  }

  /** {@link FrameConnection#readUntilQuietFor}. */
  public final List<Frame> readUntilQuietFor(Duration quiet) {
    return connection().readUntilQuietFor(quiet);
  }

  /** {@link FrameConnection#expectClosed}. */
  public final void expectClosed() {
    connection().expectClosed();
  }

  /** Closes the connection in good order. */
  public final void cut() {
    connection().close();
  }

  /** {@link FrameConnection#reset}. */
  public final void reset() {
    connection().reset();
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.close();
    }
  }
}
