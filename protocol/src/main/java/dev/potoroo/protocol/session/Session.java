package dev.potoroo.protocol.session;

import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.FrameHandler;
import dev.potoroo.protocol.frame.FrameType;

/**
 * What both ends of a session share: where it stands, how frames come in, how it ends. A call that
 * the state does not allow is the caller's mistake ({@link IllegalStateException}); a frame that
 * the state does not allow is the peer's ({@link ProtocolException}).
 *
 * <p>Not thread-safe: one thread at a time. Source: docs/protocol.md, "Sessions".
 */
public abstract sealed class Session permits SenderSession, ReceiverSession {

  private SessionState state = SessionState.CONNECTED;

  Session() {}

  public final SessionState state() {
    return state;
  }

  /**
   * Takes one frame of the other end and tells the listener what it means. After ERROR or RESTART
   * the rest is ignored. Whatever is thrown, the listener's exceptions too, leaves the session in
   * state {@link SessionState#ERROR}.
   *
   * @throws ProtocolException when the frame does not fit: answer with {@link #error}
   */
  public final void receive(Frame frame) {
    if (state.isOver()) {
      return;
    }
    boolean taken = false;
    try {
      if (!isForThisEnd(frame)) {
        throw unexpected(frame.type());
      }
      frame.handOver(incoming());
      taken = true;
    } finally {
      if (!taken) {
        fail();
      }
    }
  }

  /**
   * Gives up on the session: write this, close the connection, let the text arrive.
   *
   * @param text what was expected and what came; no cookie, no payload
   */
  public final ErrorFrame error(String text) {
    fail();
    return new ErrorFrame(text);
  }

  /** The connection is gone, and with it every stream of this session. */
  public final void disconnected() {
    state = SessionState.DISCONNECTED;
    dropStreams();
  }

  /** Whether the other end may send frames of this kind at all. */
  abstract boolean isForThisEnd(Frame frame);

  /** Takes the frames that {@link #isForThisEnd} lets through. */
  abstract FrameHandler incoming();

  abstract void dropStreams();

  final void enter(SessionState next) {
    state = next;
  }

  /** ERROR, unless the session is gone already. */
  final void fail() {
    if (state != SessionState.DISCONNECTED) {
      state = SessionState.ERROR;
    }
    dropStreams();
  }

  /** For a call of this end. */
  final void requireState(SessionState required) {
    if (state != required) {
      throw new IllegalStateException("session is " + state + ", expected " + required);
    }
  }

  /** For a frame of the other end. */
  final void requireStreaming(FrameType type) {
    if (state != SessionState.STREAMING) {
      throw unexpected(type);
    }
  }

  /** For a frame that has no place in the session, or not now. */
  final ProtocolException unexpected(FrameType type) {
    return new ProtocolException(
        "Unexpected frame: "
            + type
            + " in session state "
            + state
            + (state == SessionState.CONNECTED ? ", before HELLO" : ""));
  }
}
