package dev.potoroo.postgres.source.wal.change;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Reads what one output plugin writes. It remembers what came before on the same connection, such
 * as the shape of tables, so each connection to a slot begins with a new one. Not thread-safe.
 */
public interface LogDecoder {

  /**
   * Hands on what one message of the slot says: nothing, one event, or several.
   *
   * @param message whole; not to be changed afterwards, for values are views of it
   * @param lsn where in the log it is from, as the server sends it beside the message
   * @throws UnreadableLogException when it is not what the plugin writes
   * @throws SQLException when the plugin leaves something to ask the catalog for, and that fails
   */
  <X extends Exception> void decode(
      ByteBuffer message, LogSequenceNumber lsn, LogEventHandler<X> handler) throws X, SQLException;
}
