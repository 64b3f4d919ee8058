package dev.potoroo.postgres.source.wal.format;

import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.json.KeyJson;
import java.sql.SQLException;

/** Keys of messages, which are the same in every format. */
final class Keys {
  private static final byte[] NONE = {};

  private final long tableOid;
  private final PerShape<KeyJson> keys;

  Keys(FormatSettings settings) {
    this.tableOid = settings.tableOid();
    this.keys = new PerShape<>(table -> KeyJson.of(table, settings.catalog()));
  }

  /** Of the row after; of the one before when it is gone. */
  byte[] of(Change change) throws SQLException {
    Images images = Images.of(change, tableOid);
    Row row = images.after() == null ? images.before() : images.after();
    return row == null ? NONE : keys.of(images.table()).of(row);
  }
}
