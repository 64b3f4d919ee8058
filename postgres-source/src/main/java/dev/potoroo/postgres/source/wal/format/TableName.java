package dev.potoroo.postgres.source.wal.format;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.wal.change.Table;

/** The two parts of a table's name, as the catalog has them. */
final class TableName {

  private TableName() {}

  /** Empty for a table that is named without one, which the log does not do. */
  static String schema(Table table) {
    SqlName schema = table.name().schema();
    return schema == null ? "" : schema.value();
  }

  static String name(Table table) {
    return table.name().name().value();
  }
}
