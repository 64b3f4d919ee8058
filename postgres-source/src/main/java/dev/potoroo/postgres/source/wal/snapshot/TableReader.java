package dev.potoroo.postgres.source.wal.snapshot;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import java.sql.SQLException;

/** Reads the rows of one table in one snapshot, piece by piece. */
interface TableReader extends AutoCloseable {

  /**
   * The next rows.
   *
   * @throws RetryableException when DDL has changed the table since the snapshot was taken, so that
   *     it takes another one
   */
  ReadRows next() throws SQLException, RetryableException, RefusedByPostgresException;

  @Override
  void close() throws SQLException;
}
