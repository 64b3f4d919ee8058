package dev.potoroo.protocol.session;

/**
 * Where a stream stands in its session. A lost connection ends every stream of it.
 *
 * <pre>
 * START --NOTIFY--> NOTIFY_SENT --NOTIFY_ACK success--> OPEN --EOS_MESSAGE--> CLOSED --ACK--> TERMINATED
 *   ^                    |                                                                       |
 *   +-NOTIFY_ACK refused-+                       TERMINATED --NOTIFY--> NOTIFY_SENT <------------+
 * </pre>
 */
public enum StreamState {
  /** Not announced, or refused: it may be announced (again). Out: NOTIFY. */
  START,
  /** Announced and not answered. In: NOTIFY. Out: NOTIFY_ACK. */
  NOTIFY_SENT,
  /** Messages may flow. In: NOTIFY_ACK with success. Out: EOS_MESSAGE. */
  OPEN,
  /** No more messages; the last ones are not all acknowledged. In: EOS_MESSAGE. Out: ACK. */
  CLOSED,
  /** Ended and acknowledged. In: ACK. Out: NOTIFY. */
  TERMINATED
}
