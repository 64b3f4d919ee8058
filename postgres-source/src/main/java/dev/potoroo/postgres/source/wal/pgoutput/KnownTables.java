package dev.potoroo.postgres.source.wal.pgoutput;

import dev.potoroo.postgres.source.wal.change.Table;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tables that the server has described on this connection.
 *
 * <p>What a transaction in progress says about a table holds for its own changes alone until it
 * commits: others come in between, and it may be rolled back.
 */
final class KnownTables {
  private final Map<Long, Table> committed = new HashMap<>();
  private final Map<Long, Map<Long, Table>> inProgress = new HashMap<>();
  private Map<Long, Table> current = committed;

  /** A piece of that transaction begins. */
  void enter(long xid) {
    current = inProgress.computeIfAbsent(xid, key -> new HashMap<>());
  }

  /** The piece ends. */
  void leave() {
    current = committed;
  }

  void commit(long xid) {
    Map<Long, Table> learned = inProgress.remove(xid);
    if (learned != null) {
      committed.putAll(learned);
    }
  }

  void abort(long xid) {
    inProgress.remove(xid);
  }

  /**
   * @return whether it is new or has changed; the server repeats itself
   */
  boolean learn(Table table) {
    if (table.equals(find(table.oid()))) {
      return false;
    }
    current.put(table.oid(), table);
    return true;
  }

  @Nullable Table find(long oid) {
    Table table = current.get(oid);
    return table == null ? committed.get(oid) : table;
  }
}
