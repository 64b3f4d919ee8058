package dev.potoroo.postgres.source.capture;

import dev.potoroo.connector.RetryableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets one source at a time read something that has a name in the database: an advisory lock of the
 * session, gone when the connection is.
 */
public final class ReaderLock {

  private ReaderLock() {}

  /**
   * @param name of what is read, such as {@code stream test.public.t/outbox/4c8e5acb0eb6}
   * @throws RetryableException when another session has it, naming that
   */
  public static void take(Connection connection, String name)
      throws SQLException, RetryableException {
    if (!tryLock(connection, name)) {
      throw new RetryableException(
          "%s is read by another source (%s); waiting for that to end"
              .formatted(
                  name,
                  holder(connection, name).map(Holder::toString).orElse("which has just ended")));
    }
  }

  /** Whether this session has it now; it has it until it ends. */
  public static boolean tryLock(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
      statement.setLong(1, AdvisoryKey.of(name));
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /**
   * The session that has the lock.
   *
   * @param pid its server process
   * @param client where it comes from, null for a local socket or when we may not know
   * @param since when it connected, null when we may not know
   */
  public record Holder(int pid, @Nullable String client, @Nullable String since) {

    @Override
    public String toString() {
      return "server process " + pid + ", client " + client + ", since " + since;
    }
  }

  public static Optional<Holder> holder(Connection connection, String name) throws SQLException {
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
      statement.setLong(1, AdvisoryKey.of(name));
      statement.setLong(2, AdvisoryKey.of(name));
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(new Holder(row.getInt(1), row.getString(2), row.getString(3)))
            : Optional.empty();
      }
    }
  }
}
