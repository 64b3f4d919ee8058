package dev.potoroo.postgres.sink.schema;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;

/**
 * The table that the sink fills, found fit.
 *
 * @param name with its schema
 * @param column takes the payload
 */
public record TargetTable(QualifiedName name, SqlName column, PayloadType type) {

  /** Under which the marks are kept: stays the same through a dump and restore. */
  public String key() {
    return name + "(" + column + ")";
  }
}
