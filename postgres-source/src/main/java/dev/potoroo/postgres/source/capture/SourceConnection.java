package dev.potoroo.postgres.source.capture;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Opens the connection that a source works with, in auto-commit mode, and fits it out. */
public final class SourceConnection {
  public static final String APPLICATION_NAME = "potoroo-source";

  /** The first version with {@code xid8} and {@code pg_current_snapshot()}. */
  private static final int OLDEST_MAJOR_VERSION = 13;

  /** Nobody waits behind us for long: DDL queues up in front of the table's writers. */
  public static final String LOCK_TIMEOUT = "2s";

  private SourceConnection() {}

  /**
   * @throws RetryableException when the server or the database is not there (yet)
   * @throws RefusedByPostgresException when the server is too old, or refuses for another reason
   */
  public static Connection open(ConnectionSettings settings)
      throws RetryableException, RefusedByPostgresException {
    Connection connection = settings.open(APPLICATION_NAME);
    try {
      requireVersion(connection);
      fitOut(connection);
      return connection;
    } catch (SQLException e) {
      closeBeside(connection, e);
      throw PostgresErrors.translate("connecting as " + settings, e);
    } catch (RefusedByPostgresException e) {
      closeBeside(connection, e);
      throw e;
    }
  }

  private static void requireVersion(Connection connection)
      throws SQLException, RefusedByPostgresException {
    int version = connection.getMetaData().getDatabaseMajorVersion();
    if (version < OLDEST_MAJOR_VERSION) {
      throw new RefusedByPostgresException(
          "expected PostgreSQL %d or newer, the server is %s; pg_current_snapshot() came with 13"
              .formatted(
                  OLDEST_MAJOR_VERSION, connection.getMetaData().getDatabaseProductVersion()),
          List.of());
    }
  }

  private static void fitOut(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          SET statement_timeout = 0;
          SET idle_in_transaction_session_timeout = 0;
          SET lock_timeout = '%s';
          -- What is cut, stored or acknowledged here is durable when the statement returns.
          SET synchronous_commit = 'on';
          -- The outbox grows and shrinks faster than its statistics follow.
          SET enable_seqscan = off;
          -- The same few statements again and again: to plan one takes longer than to run it.
          SET plan_cache_mode = force_generic_plan;
          -- To start workers or a compiler takes longer than to look at what is new.
          SET max_parallel_workers_per_gather = 0;
          SET jit = off;
          -- The lock of an instance whose machine died is free after a minute.
          SET tcp_keepalives_idle = 30;
          SET tcp_keepalives_interval = 10;
          SET tcp_keepalives_count = 3
          """
              .formatted(LOCK_TIMEOUT));
    }
    if (connection.getMetaData().getDatabaseMajorVersion() >= 14) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET idle_session_timeout = 0");
      }
    }
  }

  private static void closeBeside(Connection connection, Exception reason) {
    try {
      connection.close();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }
}
