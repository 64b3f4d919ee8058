package dev.potoroo.postgres.source.wal.position;

import dev.potoroo.postgres.connection.SqlName;
import java.nio.file.Path;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Where a source keeps its position.
 *
 * @param schema ours, in the captured database
 * @param file of {@code --position-file}, null to keep it in the schema
 */
public record PositionPlace(SqlName schema, @Nullable Path file) {

  /**
   * @param connection to the captured database, in auto-commit mode; it stays open when the store
   *     is closed
   * @param slot whose position it is
   */
  public PositionStore store(Connection connection, String slot) {
    return file == null
        ? new DatabasePositionStore(connection, schema, slot)
        : new FilePositionStore(file, slot);
  }
}
