package dev.potoroo.postgres.source.outbox;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.protocol.StreamId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Lets one source at a time read a stream: an advisory lock of the session, gone when the
 * connection is.
 */
final class StreamLock {

  private StreamLock() {}

  /**
   * @throws RetryableException when another session has it, naming that
   */
  static void take(Connection connection, StoredStream stream)
      throws SQLException, RetryableException {
    long key = StreamId.of(stream.name()).value();
    if (!tryLock(connection, key)) {
      throw new RetryableException(
          "stream %s is read by another source (%s); waiting for that to end"
              .formatted(stream.name(), holder(connection, key)));
    }
  }

  private static boolean tryLock(Connection connection, long key) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
      statement.setLong(1, key);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static String holder(Connection connection, long key) throws SQLException {
    String sql =
        """
        SELECT l.pid, host(a.client_addr), a.backend_start::timestamp(0)
        FROM pg_catalog.pg_locks AS l
        LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
        WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
          AND l.database = (SELECT oid FROM pg_catalog.pg_database
                            WHERE datname = current_database())
          AND l.classid = (? >> 32 & 4294967295)::oid AND l.objid = (? & 4294967295)::oid
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, key);
      statement.setLong(2, key);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? "server process %s, client %s, since %s"
                .formatted(row.getString(1), row.getString(2), row.getString(3))
            : "which has just ended";
      }
    }
  }
}
