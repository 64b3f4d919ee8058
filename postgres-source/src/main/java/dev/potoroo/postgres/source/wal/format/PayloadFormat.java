package dev.potoroo.postgres.source.wal.format;

import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.Transaction;
import java.sql.SQLException;

/**
 * Makes messages of the changes of one table. The same change has the same bytes, so what is sent
 * again is equal to what was sent before. Called from the connector thread.
 *
 * <p>A type that is not built in is looked up in the catalog when a change first comes with a shape
 * of its table that has not been seen before; that alone throws {@link SQLException}.
 */
public interface PayloadFormat {

  /**
   * @param change of the table that this was made for; a {@code Truncate} may name others beside it
   * @return UTF-8
   */
  byte[] payload(Change change, Transaction transaction) throws SQLException;

  /**
   * The primary key of the row after, or of the one before when it is gone, in the form that mode
   * outbox gives it.
   *
   * @return UTF-8, at most 65535 bytes; empty for a table without primary key, a longer one, and a
   *     truncation
   */
  byte[] key(Change change) throws SQLException;
}
