package dev.potoroo.postgres.source.outbox;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.protocol.PointOfReference;
import java.util.List;

/**
 * A captured table as our schema has it stored.
 *
 * @param incarnation random, made with the outbox; part of the names of all that belongs to it
 * @param name the stream's full name, which never changes
 * @param tableOid of the captured table
 * @param tableName its quoted name when it was installed
 * @param columns of {@code --columns}, empty for all
 * @param columnTypes their types when they were installed
 * @param acknowledged every message up to here is durable at every sink
 */
record StoredStream(
    String incarnation,
    String name,
    long tableOid,
    String tableName,
    List<String> columns,
    List<String> columnTypes,
    PointOfReference acknowledged) {

  StoredStream {
    columns = List.copyOf(columns);
    columnTypes = List.copyOf(columnTypes);
  }

  /** Of the {@link dev.potoroo.postgres.source.capture.ReaderLock} that its reader holds. */
  String lockName() {
    return "stream " + name;
  }

  /** The captured table, as it was named when it was installed. */
  QualifiedName table() {
    return QualifiedName.parse(tableName);
  }
}
