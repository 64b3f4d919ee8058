package dev.potoroo.postgres.source.capture;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import java.util.List;
import java.util.Optional;

/**
 * A table as the catalog has it.
 *
 * @param oid stays the same when the table is renamed
 * @param name with its schema
 * @param columns in the table's order
 * @param primaryKey in the key's order, empty where there is none
 * @param partitioned whether its rows live in partitions
 * @param partitions of every level, empty unless {@code partitioned}
 */
public record CapturedTable(
    long oid,
    QualifiedName name,
    List<Column> columns,
    List<SqlName> primaryKey,
    boolean partitioned,
    List<QualifiedName> partitions) {

  public CapturedTable {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
    partitions = List.copyOf(partitions);
  }

  /**
   * A column.
   *
   * @param type as {@code format_type} writes it: {@code numeric(10,2)}
   */
  public record Column(SqlName name, String type) {}

  public Optional<Column> column(SqlName wanted) {
    return columns.stream().filter(column -> column.name().equals(wanted)).findFirst();
  }
}
