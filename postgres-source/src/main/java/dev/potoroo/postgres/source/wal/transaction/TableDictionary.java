package dev.potoroo.postgres.source.wal.transaction;

import dev.potoroo.postgres.source.wal.change.Table;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The tables that the changes of a transaction are about, each as it was at its place in the log: a
 * transaction may alter a table and go on writing to it. Changes on disk refer to them by number.
 */
final class TableDictionary {
  private final List<Table> tables = new ArrayList<>();

  /** By identity, which costs nothing for a wide table: a plugin gives the same object again. */
  private final IdentityHashMap<Table, Integer> numbers = new IdentityHashMap<>();

  int number(Table table) {
    Integer known = numbers.get(table);
    if (known != null) {
      return known;
    }
    tables.add(table);
    numbers.put(table, tables.size() - 1);
    return tables.size() - 1;
  }

  Table table(int number) {
    return tables.get(number);
  }
}
