package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.wal.snapshot.SlotSnapshot;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.replication.LogSequenceNumber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes slots, each with an exported snapshot. PostgreSQL makes one only at a moment when every
 * transaction that was open when it began to look has ended: behind a long one this waits, and the
 * log says for what.
 *
 * <p>The publication must be there before: a change that was logged while it was not is not
 * published, and its slot fails for ever.
 */
public final class SlotCreation {
  private static final Logger LOG = LoggerFactory.getLogger(SlotCreation.class);

  /** SQLSTATE object_not_in_prerequisite_state: {@code wal_level}. */
  private static final String NOT_IN_PREREQUISITE_STATE = "55000";

  /** SQLSTATE undefined_file: no such plugin. */
  private static final String UNDEFINED_FILE = "58P01";

  /** SQLSTATE insufficient_privilege: a plugin that the server is not told to trust. */
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private static final int FIRST_WITH_FAILOVER = 17;

  private final ConnectionSettings settings;
  private final Connection work;

  /**
   * @param work an ordinary connection without an open transaction, for the slot would wait for
   *     that
   */
  public SlotCreation(ConnectionSettings settings, Connection work) {
    this.settings = settings;
    this.work = work;
  }

  /**
   * Makes a slot that stays until it is dropped.
   *
   * @param failover whether standbys get a copy of it; from PostgreSQL 17 on
   * @throws ConfigurationException when the server is too old for {@code failover}
   * @throws RefusedByPostgresException when {@code wal_level} is not logical, the server has no
   *     such plugin, or there is a slot of that name
   */
  public SlotSnapshot make(SlotName name, OutputPlugin plugin, boolean failover)
      throws SQLException, RetryableException, RefusedByPostgresException {
    if (failover) {
      requireFailover(work);
    }
    SlotSnapshot made =
        run(
            "CREATE_REPLICATION_SLOT %s LOGICAL \"%s\" %s"
                .formatted(
                    name.quoted(),
                    plugin.word(),
                    failover ? "(SNAPSHOT 'export', FAILOVER)" : "EXPORT_SNAPSHOT"),
            name,
            plugin);
    LOG.info(
        "slot {} made with {}, streams from {}",
        name,
        plugin.word(),
        made.consistentPoint().asString());
    return made;
  }

  /**
   * Makes a slot that ends with the snapshot's connection: for a snapshot at a known place of the
   * log while another slot goes on.
   */
  public SlotSnapshot temporary(SlotName name, OutputPlugin plugin)
      throws SQLException, RetryableException, RefusedByPostgresException {
    return run(
        "CREATE_REPLICATION_SLOT %s TEMPORARY LOGICAL \"%s\" EXPORT_SNAPSHOT"
            .formatted(name.quoted(), plugin.word()),
        name,
        plugin);
  }

  /**
   * @throws ConfigurationException below PostgreSQL 17
   */
  static void requireFailover(Connection connection) throws SQLException {
    int version = connection.getMetaData().getDatabaseMajorVersion();
    if (version < FIRST_WITH_FAILOVER) {
      throw new ConfigurationException(
          "--failover: expected PostgreSQL %d or newer, which copy slots to standbys; the server is %s"
              .formatted(
                  FIRST_WITH_FAILOVER, connection.getMetaData().getDatabaseProductVersion()));
    }
  }

  private SlotSnapshot run(String command, SlotName name, OutputPlugin plugin)
      throws SQLException, RetryableException, RefusedByPostgresException {
    new SlotCatalog(work)
        .openTransactions()
        .ifPresent(
            open ->
                LOG.info(
                    "slot {} can be made when the {} transactions that are open now have ended; the oldest began at {}",
                    name,
                    open.count(),
                    open.since()));
    Connection connection = ReplicationConnection.open(settings);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(command)) {
      row.next();
      return new SlotSnapshot(
          connection,
          LogSequenceNumber.valueOf(row.getString("consistent_point")),
          row.getString("snapshot_name"));
    } catch (SQLException e) {
      try {
        connection.close();
      } catch (SQLException unclosed) {
        e.addSuppressed(unclosed);
      }
      throw translate(name, plugin, e);
    }
  }

  private static RefusedByPostgresException translate(
      SlotName name, OutputPlugin plugin, SQLException e) throws RetryableException {
    String state = String.valueOf(e.getSQLState());
    if (state.equals(NOT_IN_PREREQUISITE_STATE)) {
      return new RefusedByPostgresException(
          "--mode wal: slot %s cannot be made: %s; after this SQL restart the server"
              .formatted(name, PostgresErrors.describe(e)),
          List.of("ALTER SYSTEM SET wal_level = logical"));
    }
    if (state.equals(UNDEFINED_FILE)) {
      return new RefusedByPostgresException(
          "--plugin: the server has no %s: %s; install it on the server's machine, or use pgoutput, which every server has"
              .formatted(plugin.word(), PostgresErrors.describe(e)),
          List.of());
    }
    if (state.equals(INSUFFICIENT_PRIVILEGE) && plugin != OutputPlugin.PGOUTPUT) {
      // Minor versions since August 2026 load only what a setting names, which we may not read.
      return new RefusedByPostgresException(
          "--plugin: the server does not trust %s: %s; add it to output_plugin_libraries, beside what that names already"
              .formatted(plugin.word(), PostgresErrors.describe(e)),
          List.of(
              "ALTER SYSTEM SET output_plugin_libraries = pgoutput, test_decoding, "
                  + plugin.word(),
              "SELECT pg_reload_conf()"));
    }
    return PostgresErrors.translate("making slot " + name, e);
  }
}
