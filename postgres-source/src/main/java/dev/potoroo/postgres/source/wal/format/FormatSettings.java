package dev.potoroo.postgres.source.wal.format;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.wal.catalog.LogCatalog;
import java.util.List;
import java.util.Set;

/**
 * What a format needs to know beside the changes.
 *
 * @param tableOid of the table whose changes it is made for; of the root when partitioned
 * @param database the table is in
 * @param connector what the connector calls itself
 * @param columns in the payload's order, empty for all that the table has
 * @param operations that are asked for, at least one
 */
public record FormatSettings(
    long tableOid,
    String database,
    String connector,
    List<SqlName> columns,
    Set<Operation> operations,
    LogCatalog catalog) {

  public FormatSettings {
    columns = List.copyOf(columns);
    operations = Set.copyOf(operations);
  }
}
