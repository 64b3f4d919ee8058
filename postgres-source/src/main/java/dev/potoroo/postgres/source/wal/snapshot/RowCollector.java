package dev.potoroo.postgres.source.wal.snapshot;

import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.wal.change.ColumnValue;
import dev.potoroo.postgres.source.wal.change.Read;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.change.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes messages of rows that a query gives, up to a limit. */
final class RowCollector {
  /** Rows that are read and stored together, at most. */
  static final int MAX_ROWS = 1_000;

  /** So many bytes of messages end a piece early. */
  private static final long MAX_BYTES = 8 << 20;

  private final ReadableTable table;
  private final int[] keyPlaces;
  private final Transaction snapshot;
  private final SnapshotFormat format;

  RowCollector(ReadableTable table, Transaction snapshot, SnapshotFormat format) {
    this.table = table;
    this.keyPlaces = table.keyPlaces();
    this.snapshot = snapshot;
    this.format = format;
  }

  /**
   * Reads on in the result. It is the last piece when that ends with fewer than {@link #MAX_ROWS}.
   */
  ReadRows collect(ResultSet result) throws SQLException, RefusedByPostgresException {
    List<RowMessage> messages = new ArrayList<>();
    Row row = null;
    long bytes = 0;
    boolean ended = false;
    while (messages.size() < MAX_ROWS && bytes < MAX_BYTES && !ended) {
      if (result.next()) {
        row = row(result);
        RowMessage message = message(row);
        bytes += message.bytes();
        messages.add(message);
      } else {
        ended = true;
      }
    }
    return new ReadRows(messages, upperKey(row), ended);
  }

  /** In the form that the types' output functions give: the connection gets no binary values. */
  private Row row(ResultSet result) throws SQLException {
    List<ColumnValue> values = new ArrayList<>(table.table().columns().size());
    for (int i = 1; i <= table.table().columns().size(); i++) {
      String text = result.getString(i);
      values.add(text == null ? ColumnValue.Null.INSTANCE : new ColumnValue.Text(text));
    }
    return new Row(values);
  }

  private RowMessage message(Row row) throws SQLException, RefusedByPostgresException {
    Read read = new Read(snapshot.commitLsn(), table.table(), row);
    return new RowMessage(
        snapshot.commitTime().toEpochMilli(), format.key(read), format.payload(read, snapshot));
  }

  private @Nullable List<String> upperKey(@Nullable Row row) {
    return row == null || keyPlaces.length == 0 ? null : RowKey.at(keyPlaces, row);
  }
}
