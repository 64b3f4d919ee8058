package dev.potoroo.postgres.source.wal.snapshot;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table in the order of its key, each piece in a transaction of its own, so that no lock is
 * held in between: DDL need not wait for the end of a long snapshot.
 */
final class KeyedTableReader implements TableReader {
  private final ExportedSnapshot snapshot;
  private final ReadableTable table;
  private final RowCollector collector;
  private @Nullable List<String> upperKey;

  /**
   * @param upperKey of the last row that was read before, null to begin with the first
   */
  KeyedTableReader(
      ExportedSnapshot snapshot,
      ReadableTable table,
      RowCollector collector,
      @Nullable List<String> upperKey) {
    this.snapshot = snapshot;
    this.table = table;
    this.collector = collector;
    this.upperKey = upperKey;
  }

  @Override
  public ReadRows next() throws SQLException, RetryableException, RefusedByPostgresException {
    Connection connection = snapshot.begin();
    ReadRows rows;
    try (PreparedStatement statement = connection.prepareStatement(sql())) {
      statement.setFetchSize(ExportedSnapshot.FETCH_ROWS);
      if (upperKey != null) {
        KeyOrder.setTexts(statement, 1, upperKey);
      }
      try (ResultSet result = statement.executeQuery()) {
        rows = collector.collect(result);
      }
    }
    snapshot.requireUnchanged(table);
    snapshot.end();
    if (rows.upperKey() != null) {
      upperKey = rows.upperKey();
    }
    return rows;
  }

  private String sql() {
    String parameters = String.join(", ", table.key().stream().map(KeyColumn::parameter).toList());
    String beyond =
        upperKey == null ? "" : " WHERE (%s) > (%s)".formatted(table.keyList(), parameters);
    return table.select()
        + beyond
        + " ORDER BY "
        + table.keyList()
        + " LIMIT "
        + RowCollector.MAX_ROWS;
  }

  @Override
  public void close() {}
}
