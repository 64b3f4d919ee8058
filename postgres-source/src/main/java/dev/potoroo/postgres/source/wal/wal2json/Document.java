package dev.potoroo.postgres.source.wal.wal2json;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.wal.change.ColumnValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the plugin wrote, member by member; null for what the document does not have.
 *
 * @param action B and C for the ends of a transaction, I, U, D and T for changes, M for a message
 * @param timestamp of the commit
 * @param lsn of the commit, the change or the message
 * @param nextLsn where the commit ends
 * @param columns of the row after
 * @param identity what the row before is told by
 */
record Document(
    String action,
    long xid,
    @Nullable String timestamp,
    @Nullable String lsn,
    @Nullable String nextLsn,
    @Nullable String schema,
    @Nullable String table,
    @Nullable List<Cell> columns,
    @Nullable List<Cell> identity,
    boolean transactional,
    @Nullable String prefix,
    @Nullable String content) {

  /** A column with its value, which is a text or null. */
  record Cell(SqlName name, long typeOid, ColumnValue value) {}
}
