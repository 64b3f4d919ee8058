package dev.potoroo.postgres.source.wal.snapshot;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.wal.change.Table;
import java.util.List;

/**
 * A table as one look at the catalog has it, with what it takes to read its rows.
 *
 * @param table as the log would describe it
 * @param partitioned whether its rows live in partitions
 * @param key the columns of its replica identity, of its primary key where that is the whole row or
 *     nothing; in the key's order, empty where there is none, or the log lacks a column of it
 * @param estimatedRows as of the last ANALYZE or VACUUM, 0 where there was none
 * @param fingerprint another one as soon as any DDL has changed what reading it would give
 */
record ReadableTable(
    Table table, boolean partitioned, List<KeyColumn> key, long estimatedRows, String fingerprint) {

  ReadableTable {
    key = List.copyOf(key);
  }

  List<String> keyNames() {
    return key.stream().map(column -> column.name().value()).toList();
  }

  /** The columns that the log has, and the FROM clause; rows of children by INHERITS stay out. */
  String select() {
    return "SELECT "
        + String.join(", ", table.columns().stream().map(column -> column.name().quoted()).toList())
        + " FROM "
        + (partitioned ? "" : "ONLY ")
        + table.name().quoted();
  }

  /** The key's columns, with commas between. */
  String keyList() {
    return String.join(", ", key.stream().map(KeyColumn::name).map(SqlName::quoted).toList());
  }

  /** The places of the key's columns among the table's, counted from 0. */
  int[] keyPlaces() {
    List<SqlName> names = table.columns().stream().map(column -> column.name()).toList();
    return key.stream().mapToInt(column -> names.indexOf(column.name())).toArray();
  }
}
