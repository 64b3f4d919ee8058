package dev.potoroo.postgres.source.wal.change;

/**
 * What came from the slot is not what its plugin writes. Reading it again would give the same: the
 * connector ends with exit code 1, and nothing is lost, for nothing was acknowledged.
 *
 * <p>The message says which part was expected and what came, and holds no value of a row.
 */
public final class UnreadableLogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableLogException(String message) {
    super(message);
  }

  public UnreadableLogException(String message, Throwable cause) {
    super(message, cause);
  }
}
