package dev.potoroo.postgres.source.wal.position;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.SchemaObjects;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The tables of positions in our schema, as SQL names them.
 *
 * @param schema of {@code --schema}
 */
record PositionName(SqlName schema) {
  private static final SqlName POSITION = new SqlName("wal_position");
  private static final SqlName STREAM = new SqlName("wal_stream");
  private static final SqlName GAP = new SqlName("wal_gap");

  /** One row for each slot. */
  String position() {
    return new QualifiedName(schema, POSITION).quoted();
  }

  /** One row for each stream of each slot. */
  String stream() {
    return new QualifiedName(schema, STREAM).quoted();
  }

  /** What was lost; no row while nothing was. */
  String gap() {
    return new QualifiedName(schema, GAP).quoted();
  }

  boolean areInstalled(Connection connection) throws SQLException {
    return SchemaObjects.tableExists(connection, schema, GAP);
  }
}
