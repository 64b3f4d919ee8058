package dev.potoroo.postgres.source.wal.transaction;

import java.io.IOException;

/**
 * The disk that keeps transactions in progress is full, or fails. The connector ends with exit code
 * 1. Nothing is lost: the server sends the transaction again at the next start.
 *
 * <p>The message names the directory and the transaction, and says what to do.
 */
public final class SpillException extends IOException {
  private static final long serialVersionUID = 1L;

  SpillException(String message, IOException cause) {
    super(message, cause);
  }
}
