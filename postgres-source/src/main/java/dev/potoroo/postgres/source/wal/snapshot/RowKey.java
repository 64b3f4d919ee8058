package dev.potoroo.postgres.source.wal.snapshot;

import dev.potoroo.postgres.source.wal.change.ColumnValue;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.change.UnreadableLogException;
import java.util.ArrayList;
import java.util.List;

/** The key of a row, in text form. */
final class RowKey {

  private RowKey() {}

  /**
   * @param places of the key's columns, in the key's order
   * @throws UnreadableLogException when the row does not tell its key
   */
  static List<String> at(int[] places, Row row) {
    List<String> key = new ArrayList<>(places.length);
    for (int place : places) {
      if (!(row.values().get(place) instanceof ColumnValue.Text text)) {
        throw new UnreadableLogException(
            "expected a row with a value in column %d of its table, which is part of its key"
                .formatted(place + 1));
      }
      key.add(text.text());
    }
    return key;
  }
}
