package dev.potoroo.postgres.source.wal.pgoutput;

import dev.potoroo.postgres.source.wal.change.ColumnValue;
import dev.potoroo.postgres.source.wal.change.ColumnValue.Absent;
import dev.potoroo.postgres.source.wal.change.ColumnValue.Text;
import dev.potoroo.postgres.source.wal.change.ColumnValue.UnchangedToast;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.change.Table;
import dev.potoroo.postgres.source.wal.change.UnreadableLogException;
import dev.potoroo.postgres.source.wal.pgoutput.PgOutputMessage.OldTuple;
import org.jspecify.annotations.Nullable;

/** Reads a tuple as an image of a row of its table. */
final class Image {

  private Image() {}

  static Row whole(Table table, Row tuple) {
    int expected = table.columns().size();
    if (tuple.values().size() != expected) {
      throw new UnreadableLogException(
          "pgoutput, table %s: expected a tuple of %d columns, got one of %d"
              .formatted(table.name(), expected, tuple.values().size()));
    }
    return tuple;
  }

  /** In a key the columns that are not part of it come as null, which they may not have been. */
  static Row before(Table table, OldTuple kind, Row tuple) {
    whole(table, tuple);
    if (kind == OldTuple.WHOLE) {
      return tuple;
    }
    ColumnValue[] values = new ColumnValue[tuple.values().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = table.columns().get(i).key() ? tuple.values().get(i) : Absent.INSTANCE;
    }
    return Row.of(values);
  }

  /** What has not changed is what it was, where the row before says what it was. */
  static Row after(Table table, @Nullable Row before, Row tuple) {
    whole(table, tuple);
    if (before == null || !tuple.values().contains(UnchangedToast.INSTANCE)) {
      return tuple;
    }
    ColumnValue[] values = tuple.values().toArray(new ColumnValue[0]);
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof UnchangedToast && before.values().get(i) instanceof Text text) {
        values[i] = text;
      }
    }
    return Row.of(values);
  }
}
