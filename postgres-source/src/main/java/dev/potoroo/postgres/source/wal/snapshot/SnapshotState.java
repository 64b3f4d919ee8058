package dev.potoroo.postgres.source.wal.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the rows of one stream are stored. Everything that is stored has its id and will be sent;
 * nothing else has.
 *
 * @param keyColumns by which rows are read in order, empty for a table without a key; null until
 *     the first row is read
 * @param upperKey the key of the last row that is stored, null where there is none
 * @param rowCount how many rows were stored
 * @param lastId of the last message that was stored, 0 where there was none
 * @param complete whether all rows are stored
 */
record SnapshotState(
    @Nullable List<String> keyColumns,
    @Nullable List<String> upperKey,
    long rowCount,
    long lastId,
    boolean complete) {

  SnapshotState {
    keyColumns = keyColumns == null ? null : List.copyOf(keyColumns);
    upperKey = upperKey == null ? null : List.copyOf(upperKey);
  }
}
