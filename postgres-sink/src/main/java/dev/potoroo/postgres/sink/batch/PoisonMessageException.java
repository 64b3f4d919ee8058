package dev.potoroo.postgres.sink.batch;

import dev.potoroo.connector.sink.SinkMessage;

/**
 * One message cannot be written, now or later: its payload does not fit the column. Nothing of its
 * batch was written or acknowledged; the connector ends with exit code 1. Mend the application, or
 * widen the column, and start again.
 */
public final class PoisonMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  PoisonMessageException(SinkMessage message, String reason) {
    super(
        "message %s of stream %s (%s) of application %s cannot be written: %s"
            .formatted(
                message.id(),
                message.stream().name(),
                message.stream().id(),
                message.stream().application(),
                reason));
  }
}
