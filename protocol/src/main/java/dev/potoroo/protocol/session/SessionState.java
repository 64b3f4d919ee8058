package dev.potoroo.protocol.session;

/**
 * Where a session stands. Frames lead from one state to the next:
 *
 * <pre>
 * CONNECTED --HELLO sent or received--> HANDSHAKE --OK--> STREAMING --connection closed--> DISCONNECTED
 *     any state --ERROR sent or received, or a peer's mistake--> ERROR --connection closed--> DISCONNECTED
 *     any state --RESTART--> DISCONNECTED
 * </pre>
 */
public enum SessionState {
  /** There is a connection and nothing was said. In: connected. Out: HELLO. */
  CONNECTED,
  /** HELLO was said and not yet answered. In: HELLO. Out: OK, RESTART, ERROR, close. */
  HANDSHAKE,
  /** Streams may be announced, filled and ended. In: OK. Out: RESTART, ERROR, close. */
  STREAMING,
  /** One end said ERROR, or broke the protocol; every further frame is ignored. Out: close. */
  ERROR,
  /** The connection is gone, or RESTART asked for another one. */
  DISCONNECTED;

  /** Whether nothing that comes has a meaning any more. */
  boolean isOver() {
    return this == ERROR || this == DISCONNECTED;
  }
}
