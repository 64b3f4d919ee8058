package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.SourceConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.postgresql.PGProperty;

/**
 * A connection that takes the commands of the replication protocol, to one database. Values come in
 * the form that the triggers of mode outbox pin, so a row has the same bytes in both modes.
 */
public final class ReplicationConnection {
  /** SQLSTATE insufficient_privilege. */
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  /**
   * Set when the connection is there, for the driver asks for a time zone of its own while it
   * connects. The slot of a source whose machine died is free after a minute.
   */
  private static final String SETTINGS =
      """
      SET search_path = pg_catalog, pg_temp;
      SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres';
      SET bytea_output = 'hex'; SET extra_float_digits = 1;
      SET statement_timeout = 0; SET lock_timeout = 0;
      -- A snapshot that is exported is a transaction, and idle.
      SET idle_in_transaction_session_timeout = 0;
      SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'transaction_timeout';
      SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3
      """;

  private ReplicationConnection() {}

  /**
   * The role needs the attribute REPLICATION, and {@code pg_hba.conf} a line for the database, as
   * for any connection. The caller closes it.
   *
   * @throws RetryableException when the server or the database is not there (yet)
   * @throws RefusedByPostgresException when the role may not replicate, among other reasons
   */
  public static Connection open(ConnectionSettings settings)
      throws RetryableException, RefusedByPostgresException {
    Connection connection = connect(settings);
    try (Statement statement = connection.createStatement()) {
      statement.execute(SETTINGS);
      return connection;
    } catch (SQLException e) {
      close(connection, e);
      throw PostgresErrors.translate("connecting for replication as " + settings, e);
    }
  }

  private static Connection connect(ConnectionSettings settings)
      throws RetryableException, RefusedByPostgresException {
    try {
      return settings.open(
          SourceConnection.APPLICATION_NAME,
          Map.of(
              PGProperty.REPLICATION.getName(), "database",
              PGProperty.ASSUME_MIN_SERVER_VERSION.getName(), "13",
              PGProperty.PREFER_QUERY_MODE.getName(), "simple"));
    } catch (RefusedByPostgresException e) {
      if (e.getCause() instanceof SQLException cause
          && INSUFFICIENT_PRIVILEGE.equals(cause.getSQLState())) {
        throw new RefusedByPostgresException(
            "--mode wal: expected a role that may replicate. " + e.getMessage(),
            List.of("ALTER ROLE " + new SqlName(settings.user()).quoted() + " REPLICATION"));
      }
      throw e;
    }
  }

  private static void close(Connection connection, Exception reason) {
    try {
      connection.close();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }
}
