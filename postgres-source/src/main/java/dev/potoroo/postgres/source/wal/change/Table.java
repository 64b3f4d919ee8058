package dev.potoroo.postgres.source.wal.change;

import dev.potoroo.postgres.connection.QualifiedName;
import java.util.List;

/**
 * A table at one place of the log.
 *
 * @param oid stays the same when the table is renamed; of the root when a partition is published as
 *     that
 * @param name with its schema
 * @param columns that are published, in the table's order
 */
public record Table(
    long oid, QualifiedName name, ReplicaIdentity replicaIdentity, List<Column> columns) {

  public Table {
    columns = List.copyOf(columns);
  }
}
