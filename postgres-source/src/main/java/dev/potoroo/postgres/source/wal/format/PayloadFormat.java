package dev.potoroo.postgres.source.wal.format;

import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.Transaction;

/**
 * Makes messages of the changes of one table. A function of its arguments alone, so that a change
 * that is sent again has the same bytes. Called from the connector thread.
 */
public interface PayloadFormat {

  /**
   * @param change of the table that this was made for; a {@code Truncate} may name others beside it
   * @return UTF-8
   */
  byte[] payload(Change change, Transaction transaction);

  /**
   * The primary key of the row after, or of the one before when it is gone, in the form that mode
   * outbox gives it.
   *
   * @return UTF-8, at most 65535 bytes; empty for a table without primary key, a longer one, and a
   *     truncation
   */
  byte[] key(Change change);
}
