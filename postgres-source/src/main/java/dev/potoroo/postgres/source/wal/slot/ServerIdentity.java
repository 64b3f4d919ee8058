package dev.potoroo.postgres.source.wal.slot;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Which server's log it is. Positions in the logs of two servers, or before and after the branch of
 * a timeline, say nothing about each other.
 *
 * @param systemIdentifier unique to each {@code initdb}, kept by physical copies, new with {@code
 *     pg_upgrade}; unsigned
 * @param timeline from 1 up; a standby that takes over, or a restore to a moment, begins a new one
 */
public record ServerIdentity(long systemIdentifier, int timeline) {

  /**
   * @param replication as {@link ReplicationConnection} opens it
   */
  public static ServerIdentity of(Connection replication) throws SQLException {
    try (Statement statement = replication.createStatement();
        ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
      row.next();
      return new ServerIdentity(
          Long.parseUnsignedLong(row.getString("systemid")), row.getInt("timeline"));
    }
  }
}
