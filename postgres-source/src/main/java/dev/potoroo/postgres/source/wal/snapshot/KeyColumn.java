package dev.potoroo.postgres.source.wal.snapshot;

import dev.potoroo.postgres.connection.SqlName;
import org.jspecify.annotations.Nullable;

/**
 * A column of the key that rows are read by.
 *
 * @param type as SQL names it, with its modifier
 * @param collation as SQL names it, null where the type has none
 */
record KeyColumn(SqlName name, String type, @Nullable String collation) {

  /** A parameter for a value of this column, in text form. */
  String parameter() {
    String value = "CAST(? AS " + type + ")";
    return collation == null ? value : value + " COLLATE " + collation;
  }
}
