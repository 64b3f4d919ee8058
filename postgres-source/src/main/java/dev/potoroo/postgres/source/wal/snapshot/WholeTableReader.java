package dev.potoroo.postgres.source.wal.snapshot;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table without a key in one transaction, for there is no place in it to go on from. DDL on
 * the table waits meanwhile.
 */
final class WholeTableReader implements TableReader {
  private final ExportedSnapshot snapshot;
  private final ReadableTable table;
  private final RowCollector collector;
  private @Nullable PreparedStatement statement;
  private @Nullable ResultSet result;

  WholeTableReader(ExportedSnapshot snapshot, ReadableTable table, RowCollector collector) {
    this.snapshot = snapshot;
    this.table = table;
    this.collector = collector;
  }

  @Override
  public ReadRows next() throws SQLException, RetryableException, RefusedByPostgresException {
    return collector.collect(result == null ? open() : result);
  }

  private ResultSet open() throws SQLException, RetryableException {
    PreparedStatement opened = snapshot.begin().prepareStatement(table.select());
    statement = opened;
    opened.setFetchSize(ExportedSnapshot.FETCH_ROWS);
    ResultSet rows = opened.executeQuery();
    // From here on the transaction holds a lock that keeps DDL away.
    snapshot.requireUnchanged(table);
    result = rows;
    return rows;
  }

  @Override
  public void close() throws SQLException {
    if (statement != null) {
      statement.close();
      snapshot.end();
    }
  }
}
