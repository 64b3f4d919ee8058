package dev.potoroo.postgres.source.wal.change;

import java.util.List;

/**
 * A row, or what is known of it.
 *
 * @param values one for each column of its table, in that order
 */
public record Row(List<ColumnValue> values) {

  public Row {
    values = List.copyOf(values);
  }

  public static Row of(ColumnValue... values) {
    return new Row(List.of(values));
  }
}
