package dev.potoroo.postgres.source.wal.transaction;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.Column;
import dev.potoroo.postgres.source.wal.change.ColumnValue;
import dev.potoroo.postgres.source.wal.change.Insert;
import dev.potoroo.postgres.source.wal.change.ReplicaIdentity;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.change.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.postgresql.replication.LogSequenceNumber;

/** Changes for tests, of a table {@code events (note text)}. */
final class Changes {
  static final Table EVENTS = table("note");

  private Changes() {}

  /** Table {@code events} with these columns, all of type text. */
  static Table table(String... columns) {
    return new Table(
        16_384,
        QualifiedName.parse("public.events"),
        ReplicaIdentity.DEFAULT,
        Stream.of(columns).map(name -> new Column(new SqlName(name), 25, -1, false)).toList());
  }

  static LogSequenceNumber lsn(long value) {
    return LogSequenceNumber.valueOf(value);
  }

  static ColumnValue text(String value) {
    return new ColumnValue.Text(value);
  }

  static Row row(ColumnValue... values) {
    return new Row(List.of(values));
  }

  static Insert insert(long subXid, String note) {
    return new Insert(lsn(1), subXid, EVENTS, row(text(note)));
  }

  /** Takes the transaction out and reads it to its end. */
  static List<Change> commit(StreamedTransactions transactions, long xid) throws IOException {
    List<Change> committed = new ArrayList<>();
    try (StreamedTransactions.Changes changes = transactions.commit(xid)) {
      for (Change change = changes.next(); change != null; change = changes.next()) {
        committed.add(change);
      }
    }
    return committed;
  }
}
