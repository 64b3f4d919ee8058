package dev.potoroo.protocol;

/**
 * A peer broke the protocol. The message is the reason that goes into the ERROR frame: what was
 * expected, what came. It never holds a cookie or a payload.
 *
 * <p>Whoever catches it at a session's border sends one ERROR frame with the message and closes the
 * connection (docs/protocol.md, "Errors").
 */
public final class ProtocolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ProtocolException(String reason) {
    super(reason);
  }

  /** The text for the ERROR frame. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
