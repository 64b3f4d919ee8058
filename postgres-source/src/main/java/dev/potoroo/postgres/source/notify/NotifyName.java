package dev.potoroo.postgres.source.notify;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.SchemaObjects;
import dev.potoroo.postgres.source.capture.TriggerFamily;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What is in our schema, as SQL names it.
 *
 * @param schema of {@code --schema}
 */
record NotifyName(SqlName schema) {
  private static final SqlName OVERSIZE = new SqlName("oversize");
  private static final String SUFFIX = "_notify_";

  /** Rows that do not fit into a notification, until the source fetches them. */
  String oversize() {
    return new QualifiedName(schema, OVERSIZE).quoted();
  }

  /** Whether {@link #oversize} and {@link #sequence} are there. */
  boolean areInstalled(Connection connection) throws SQLException {
    return SchemaObjects.tableExists(connection, schema, OVERSIZE);
  }

  /** Numbers notifications, so that no two of a transaction are equal. */
  String sequence() {
    return schema.quoted() + ".notification";
  }

  /** The triggers of a table. Its oid tells them apart, for it stays when the table is renamed. */
  TriggerFamily triggers(CapturedTable table) {
    return new TriggerFamily(schema, SUFFIX + table.oid());
  }

  /** The channel that a table's rows go through. */
  SqlName channel(CapturedTable table) {
    return new SqlName("potoroo_" + table.oid());
  }
}
