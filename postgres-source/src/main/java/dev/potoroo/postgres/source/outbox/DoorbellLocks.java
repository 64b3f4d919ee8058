package dev.potoroo.postgres.source.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The advisory locks by which writers know whether to ring, one for each outbox, held for the
 * session. Writers share them until their transactions end. Neither side ever waits for the other.
 */
final class DoorbellLocks {
  private static final String TAKE =
      "SELECT key FROM unnest(?::bigint[]) AS key WHERE pg_try_advisory_lock(key)";

  private static final String RELEASE =
      "SELECT key FROM unnest(?::bigint[]) AS key WHERE pg_advisory_unlock(key)";

  private final Connection connection;
  private final List<Long> missing;
  private final List<Long> held = new ArrayList<>();

  DoorbellLocks(Connection connection, List<Long> keys) {
    this.connection = connection;
    this.missing = new ArrayList<>(keys);
  }

  /** Also where there are none. */
  boolean areAllHeld() {
    return missing.isEmpty();
  }

  /**
   * Takes those that nobody shares just now.
   *
   * @return whether all are held now
   */
  boolean take() throws SQLException {
    move(TAKE, missing, held);
    return areAllHeld();
  }

  /** Lets go of all. */
  void release() throws SQLException {
    move(RELEASE, held, missing);
  }

  private void move(String sql, List<Long> from, List<Long> to) throws SQLException {
    if (from.isEmpty()) {
      return;
    }
    List<Long> moved = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("bigint", from.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          moved.add(row.getLong("key"));
        }
      }
    }
    from.removeAll(moved);
    to.addAll(moved);
  }
}
