package dev.potoroo.postgres.sink;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a commit mean durable, for the sink acknowledges right after it. A server, database or role
 * may have {@code synchronous_commit = off}, where a crash forgets the last commits; the other
 * settings all reach this server's disk and are left as they are.
 */
final class DurableCommits {
  private static final Logger LOG = LoggerFactory.getLogger(DurableCommits.class);

  private DurableCommits() {}

  static void require(Connection connection) throws SQLException {
    if (setting(connection, "synchronous_commit").equals("off")) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET synchronous_commit = on");
      }
    }
    if (setting(connection, "fsync").equals("off")) {
      LOG.warn(
          "the server runs with fsync = off: what is acknowledged may be lost when its machine"
              + " crashes");
    }
  }

  private static String setting(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW " + name)) {
      row.next();
      return row.getString(1);
    }
  }
}
