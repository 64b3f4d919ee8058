package dev.potoroo.postgres.source.wal.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a table.
 *
 * @param messages that they become
 * @param upperKey of the last row; null when there is none, or the table has no key
 * @param last whether there are no more rows
 */
record ReadRows(List<RowMessage> messages, @Nullable List<String> upperKey, boolean last) {

  ReadRows {
    messages = List.copyOf(messages);
    upperKey = upperKey == null ? null : List.copyOf(upperKey);
  }
}
