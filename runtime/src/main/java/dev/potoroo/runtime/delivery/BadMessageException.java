package dev.potoroo.runtime.delivery;

import dev.potoroo.pipeline.SourceMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message that the pipeline cannot process: its decoder, a stage or an encoder failed on it. The
 * text names source, stream, message id and reason. Mend the decoder, or the data at its source, or
 * have such messages skipped or put aside.
 */
public final class BadMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  BadMessageException(
      String source, SourceMessage message, String reason, @Nullable Throwable cause) {
    super(
        "source \""
            + source
            + "\", stream \""
            + message.stream()
            + "\": message "
            + Long.toUnsignedString(message.id())
            + " cannot be processed: "
            + reason,
        cause);
    this.reason = reason;
  }

  /** What went wrong, without the place. */
  public String reason() {
    return reason;
  }
}
