package dev.potoroo.postgres.source.notify;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.TriggerFamily;

/**
 * What is in our schema, as SQL names it.
 *
 * @param schema of {@code --schema}
 */
record NotifyName(SqlName schema) {
  private static final String SUFFIX = "_notify_";

  /** Rows that do not fit into a notification, until the source fetches them. */
  String oversize() {
    return schema.quoted() + ".oversize";
  }

  /** Numbers notifications, so that no two of a transaction are equal. */
  String sequence() {
    return schema.quoted() + ".notification";
  }

  /** The triggers of a table. Its oid tells them apart, for it stays when the table is renamed. */
  TriggerFamily triggers(CapturedTable table) {
    return triggers(table.oid());
  }

  TriggerFamily triggers(long tableOid) {
    return new TriggerFamily(schema, SUFFIX + tableOid);
  }

  /** The channel that a table's rows go through. */
  SqlName channel(CapturedTable table) {
    return new SqlName("potoroo_" + table.oid());
  }
}
