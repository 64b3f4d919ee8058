package dev.potoroo.postgres.connection.doctor;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;

/**
 * Whether a pooler such as PgBouncer stands before the server, and which of its backends serves
 * whom. At the start of a connection the server tells its process id, for cancelling; a pooler
 * tells a number of its own there, so that the two differ.
 */
final class PoolerCheck implements Check {
  private static final String APPLICATION_NAME = "potoroo doctor";

  /** Seconds for which a pool without a free backend keeps us waiting. */
  private static final Map<String, String> BOUNDED = Map.of("loginTimeout", "10");

  private final ConnectionSettings settings;
  private final String loss;

  /**
   * @param loss what the connector loses where a session has no backend of its own, for people
   */
  PoolerCheck(ConnectionSettings settings, String loss) {
    this.settings = settings;
    this.loss = loss;
  }

  @Override
  public String name() {
    return "pooler";
  }

  @Override
  public List<Finding> examine(Connection connection) throws SQLException {
    int backend = backend(connection);
    if (connection.unwrap(PGConnection.class).getBackendPID() == backend) {
      return List.of(Finding.ok("none: the server answers itself"));
    }
    try {
      return List.of(
          isShared(connection)
              ? Finding.warning("a pooler shares backends between sessions: " + loss)
                  .advising(
                      "connect to the server itself, or to a pool in session mode; else put"
                          + " prepareThreshold=0 into a JDBC URL")
              : Finding.ok("a pooler is in the way and gives each session a backend of its own"));
    } catch (RetryableException | RefusedByPostgresException e) {
      return List.of(
          Finding.warning(
              "a pooler is in the way; whether it shares backends cannot be told: "
                  + e.getMessage()));
    }
  }

  /**
   * While a second session keeps a backend busy, one without a backend of its own is served by
   * another than before, unless the pool had two to spare; hence the second look.
   */
  private boolean isShared(Connection connection)
      throws SQLException, RetryableException, RefusedByPostgresException {
    try (Connection second = settings.open(APPLICATION_NAME, BOUNDED);
        Connection third = settings.open(APPLICATION_NAME, BOUNDED)) {
      return movesAside(connection, second) || movesAside(connection, third);
    }
  }

  private static boolean movesAside(Connection connection, Connection busy) throws SQLException {
    int before = backend(connection);
    busy.setAutoCommit(false);
    int taken = backend(busy);
    return taken == before || backend(connection) != before;
  }

  private static int backend(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }
}
