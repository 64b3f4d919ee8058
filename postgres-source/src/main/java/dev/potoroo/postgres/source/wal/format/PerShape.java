package dev.potoroo.postgres.source.wal.format;

import dev.potoroo.postgres.source.wal.change.Table;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that is made once for each shape that a table has had. */
final class PerShape<T> {
  private final Maker<T> maker;
  private final Map<Table, T> made = new HashMap<>();
  private @Nullable Table last;
  private @Nullable T lastMade;

  PerShape(Maker<T> maker) {
    this.maker = maker;
  }

  @SuppressWarnings("ReferenceEquality") // one change after another has the very same table
  T of(Table table) throws SQLException {
    T found = lastMade;
    if (found == null || table != last) {
      found = find(table);
      last = table;
      lastMade = found;
    }
    return found;
  }

  private T find(Table table) throws SQLException {
    T found = made.get(table);
    if (found == null) {
      found = maker.make(table);
      made.put(table, found);
    }
    return found;
  }

  @FunctionalInterface
  interface Maker<T> {
    T make(Table table) throws SQLException;
  }
}
