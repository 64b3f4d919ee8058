package dev.potoroo.postgres.source.wal.snapshot;

import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.wal.change.Read;
import dev.potoroo.postgres.source.wal.change.Transaction;
import java.sql.SQLException;

/** Makes messages of the rows of one table, as the log's are made. */
public interface SnapshotFormat {

  byte[] key(Read row) throws SQLException;

  /**
   * @param snapshot stands for the transaction that a change of the log would have
   * @throws RefusedByPostgresException when the table has no column of {@code --columns}
   */
  byte[] payload(Read row, Transaction snapshot) throws SQLException, RefusedByPostgresException;
}
