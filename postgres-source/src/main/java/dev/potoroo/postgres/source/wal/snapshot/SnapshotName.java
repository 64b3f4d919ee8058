package dev.potoroo.postgres.source.wal.snapshot;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;

/**
 * The tables of snapshots in our schema, as SQL names them.
 *
 * @param schema of {@code --schema}
 */
record SnapshotName(SqlName schema) {
  static final SqlName SNAPSHOT = new SqlName("wal_snapshot");
  static final SqlName CHUNK = new SqlName("wal_snapshot_chunk");

  /** One row for each stream that began, or begins, with rows that were there before. */
  String snapshot() {
    return new QualifiedName(schema, SNAPSHOT).quoted();
  }

  /** Messages that are not acknowledged yet, a thousand or so in each row. */
  String chunk() {
    return new QualifiedName(schema, CHUNK).quoted();
  }
}
