package dev.potoroo.alerts;

/**
 * A payload is not a transaction. What becomes of it is for the application's {@code
 * --on-bad-message} to say.
 */
final class NotATransactionException extends Exception {
  private static final long serialVersionUID = 1L;

  NotATransactionException(String reason) {
    super("not a transaction: " + reason);
  }
}
