package dev.potoroo.postgres.source.wal.wal2json;

import dev.potoroo.postgres.source.wal.change.Column;
import dev.potoroo.postgres.source.wal.change.ColumnValue;
import dev.potoroo.postgres.source.wal.change.ColumnValue.Absent;
import dev.potoroo.postgres.source.wal.change.ColumnValue.UnchangedToast;
import dev.potoroo.postgres.source.wal.change.ReplicaIdentity;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.change.Table;
import dev.potoroo.postgres.source.wal.wal2json.Document.Cell;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the columns of a document into the order of their table. */
final class CellRow {

  private CellRow() {}

  /**
   * What the plugin left out has not changed and is stored out of line.
   *
   * @param identity says what it was, where it is part of that
   */
  static Row after(Table table, List<Cell> columns, List<Cell> identity) {
    Row before = row(table, identity, UnchangedToast.INSTANCE);
    Row after = row(table, columns, UnchangedToast.INSTANCE);
    if (!after.values().contains(UnchangedToast.INSTANCE)) {
      return after;
    }
    ColumnValue[] values = after.values().toArray(new ColumnValue[0]);
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof UnchangedToast) {
        values[i] = before.values().get(i);
      }
    }
    return Row.of(values);
  }

  static Row before(Table table, List<Cell> identity) {
    return row(table, identity, Absent.INSTANCE);
  }

  /** The plugin repeats a key that has not changed, which then is not the row before. */
  static @Nullable Row beforeUpdate(Table table, List<Cell> columns, List<Cell> identity) {
    boolean unchanged =
        table.replicaIdentity() != ReplicaIdentity.FULL && columns.containsAll(identity);
    return unchanged || identity.isEmpty() ? null : before(table, identity);
  }

  private static Row row(Table table, List<Cell> cells, ColumnValue missing) {
    ColumnValue[] values = new ColumnValue[table.columns().size()];
    int next = 0;
    for (int i = 0; i < values.length; i++) {
      Column column = table.columns().get(i);
      values[i] = missing;
      // Both are in the table's order.
      if (next < cells.size() && cells.get(next).name().equals(column.name())) {
        values[i] = cells.get(next).value();
        next++;
      }
    }
    return Row.of(values);
  }
}
