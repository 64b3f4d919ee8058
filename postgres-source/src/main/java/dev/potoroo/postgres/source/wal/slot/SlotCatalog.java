package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.connector.ConfigurationException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/** Looks slots up, on PostgreSQL 13 and newer. Needs no right. */
public final class SlotCatalog {
  /** With what is not written yet: a commit without {@code synchronous_commit} may lie there. */
  private static final String END =
      """
      CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
           ELSE pg_current_wal_insert_lsn() END""";

  private final Connection connection;

  /**
   * @param connection an ordinary one, not for replication
   */
  public SlotCatalog(Connection connection) {
    this.connection = connection;
  }

  /**
   * Empty when the server has no such slot.
   *
   * @throws ConfigurationException when it is a physical slot
   */
  public Optional<SlotStatus> find(SlotName name) throws SQLException {
    String sql =
        """
        SELECT slot_type, database, plugin, active_pid, restart_lsn, confirmed_flush_lsn,
               wal_status, safe_wal_size, %s AS invalidation_reason, %s AS failover,
               %s AS end_lsn
        FROM pg_catalog.pg_replication_slots
        WHERE slot_name = ?
        """
            .formatted(invalidationReason(), version() >= 17 ? "failover" : "false", END);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name.value());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(read(name, row)) : Optional.empty();
      }
    }
  }

  private String invalidationReason() throws SQLException {
    if (version() >= 17) {
      return "invalidation_reason";
    }
    return version() == 16 ? "CASE WHEN conflicting THEN 'recovery conflict' END" : "NULL";
  }

  private static SlotStatus read(SlotName name, ResultSet row) throws SQLException {
    if (!"logical".equals(row.getString("slot_type"))) {
      throw new ConfigurationException(
          "--slot: expected a logical slot, %s is a physical one; name another".formatted(name));
    }
    return new SlotStatus(
        name,
        row.getString("database"),
        row.getString("plugin"),
        row.getObject("active_pid", Integer.class),
        lsn(row.getString("restart_lsn")),
        lsn(row.getString("confirmed_flush_lsn")),
        lsn(row.getString("end_lsn")),
        walStatus(row.getString("wal_status")),
        row.getObject("safe_wal_size", Long.class),
        row.getString("invalidation_reason"),
        row.getBoolean("failover"));
  }

  /** The server says nothing of a slot whose log it has removed in whole. */
  private static WalStatus walStatus(@Nullable String word) {
    return word == null ? WalStatus.LOST : WalStatus.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static LogSequenceNumber lsn(@Nullable String text) {
    return text == null ? LogSequenceNumber.INVALID_LSN : LogSequenceNumber.valueOf(text);
  }

  /** Where the server's log ends now. */
  public LogSequenceNumber end() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT " + END);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return lsn(row.getString(1));
    }
  }

  /** The session of a server process, as far as we may see it; empty when it has ended. */
  Optional<SlotHolder> holder(int pid) throws SQLException {
    String sql =
        """
        SELECT application_name, host(client_addr), backend_start::timestamp(0)
        FROM pg_catalog.pg_stat_activity WHERE pid = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, pid);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(new SlotHolder(pid, row.getString(1), row.getString(2), row.getString(3)))
            : Optional.empty();
      }
    }
  }

  /** How many transactions have written and are open, and since when the oldest is. */
  Optional<OpenTransactions> openTransactions() throws SQLException {
    String sql =
        """
        SELECT count(*), min(xact_start)::timestamp(0)
        FROM pg_catalog.pg_stat_activity
        WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getInt(1) == 0
          ? Optional.empty()
          : Optional.of(new OpenTransactions(row.getInt(1), row.getString(2)));
    }
  }

  /**
   * Transactions that the making of a slot waits for.
   *
   * @param since when the oldest began, null when we may not know
   */
  record OpenTransactions(int count, @Nullable String since) {}

  private int version() throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion();
  }
}
