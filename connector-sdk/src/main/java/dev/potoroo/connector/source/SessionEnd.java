package dev.potoroo.connector.source;

/**
 * How a session with the application came to its end.
 *
 * @param text the reason, for people; with {@link Kind#MOVED} the address to dial, or empty
 */
record SessionEnd(Kind kind, String text) {

  enum Kind {
    /** The source is at its end, and all is acknowledged. */
    FINISHED,
    /** Stopped; what is not acknowledged is sent again at the next start. */
    STOPPED,
    /** There was no connection, or it is gone. */
    LOST,
    /** The application said RESTART. */
    MOVED,
    /** The application said ERROR after it had taken the session, or broke TLS or the protocol. */
    FAILED,
    /** The application answered the greeting with an ERROR. */
    REFUSED
  }

  /** Whether no other session is to follow. */
  boolean isLast() {
    return kind == Kind.FINISHED || kind == Kind.STOPPED;
  }

  static SessionEnd finished() {
    return new SessionEnd(Kind.FINISHED, "");
  }

  static SessionEnd stopped() {
    return new SessionEnd(Kind.STOPPED, "");
  }
}
