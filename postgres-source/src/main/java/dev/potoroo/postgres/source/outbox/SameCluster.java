package dev.potoroo.postgres.source.outbox;

import dev.potoroo.postgres.connection.RefusedByPostgresException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Sees whether transaction ids go on from where the last tick was cut. They do not in a database
 * that was restored from a dump into another cluster: there, new rows would look as if an old tick
 * had seen them, and would never be sent.
 */
final class SameCluster {

  private SameCluster() {}

  /**
   * @throws RefusedByPostgresException when they have fallen back
   */
  static void require(Connection connection, OutboxName names, StoredStream stream)
      throws SQLException, RefusedByPostgresException {
    String sql =
        """
        SELECT pg_snapshot_xmax(snapshot), pg_snapshot_xmax(pg_current_snapshot())
        FROM %s WHERE stream = ? ORDER BY number DESC LIMIT 1
        """
            .formatted(names.tick());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, stream.incarnation());
      try (ResultSet row = statement.executeQuery()) {
        if (row.next() && row.getLong(1) > row.getLong(2)) {
          throw new RefusedByPostgresException(
              "stream %s was cut up to transaction %d, but this server is at %d only: the database comes from a dump of another server; run \"postgres-source uninstall\" and start again for a new stream"
                  .formatted(stream.name(), row.getLong(1), row.getLong(2)),
              List.of());
        }
      }
    }
  }
}
