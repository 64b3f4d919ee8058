package dev.potoroo.connector;

/**
 * The outside system cannot be used just now; the same call may work later. The SDK logs the
 * message, closes the connector's side, waits with exponential back-off and opens it anew; nothing
 * is lost, for what was not acknowledged is sent again.
 *
 * <p>The message says what is waited for, in words for an operator; it holds no password.
 */
public final class RetryableException extends Exception {
  private static final long serialVersionUID = 1L;

  public RetryableException(String message) {
    super(message);
  }

  public RetryableException(String message, Throwable cause) {
    super(message, cause);
  }
}
