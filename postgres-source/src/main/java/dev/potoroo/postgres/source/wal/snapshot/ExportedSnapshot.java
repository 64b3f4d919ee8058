package dev.potoroo.postgres.source.wal.snapshot;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.capture.SourceConnection;
import dev.potoroo.postgres.source.capture.SqlText;
import dev.potoroo.postgres.source.wal.change.Transaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Objects;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A snapshot at a place of the log, and the connection that reads in it, one transaction after
 * another. It lasts as long as the connection that exported it.
 */
final class ExportedSnapshot implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExportedSnapshot.class);

  /** Rows that the driver holds at once. */
  static final int FETCH_ROWS = 100;

  /**
   * The form that values have in the log, and in mode outbox. A query would read a table in the
   * order of its key by sorting all of it, where that seems cheaper than the index: not so here,
   * where each piece is a query of its own.
   */
  private static final String SETTINGS =
      """
      SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres';
      SET bytea_output = 'hex'; SET extra_float_digits = 1;
      SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0;
      SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'transaction_timeout';
      SET lock_timeout = '%s'; SET enable_sort = off
      """
          .formatted(SourceConnection.LOCK_TIMEOUT);

  private final SlotSnapshot exported;
  private final Connection reading;
  private final ReadableTables current;
  private final Instant takenAt;

  private ExportedSnapshot(
      SlotSnapshot exported, Connection reading, ReadableTables current, Instant takenAt) {
    this.exported = exported;
    this.reading = reading;
    this.current = current;
    this.takenAt = takenAt;
  }

  /**
   * @param exported is closed with this, and when this fails
   * @param current the catalog as it is now, on another connection
   */
  static ExportedSnapshot open(
      ConnectionSettings settings, SlotSnapshot exported, ReadableTables current)
      throws SQLException, RetryableException, RefusedByPostgresException {
    try {
      // Without, the driver takes numbers and times in binary and writes them in a form of its own.
      Connection reading =
          settings.open(
              SourceConnection.APPLICATION_NAME,
              Map.of(PGProperty.BINARY_TRANSFER.getName(), "false"));
      try (Statement statement = reading.createStatement()) {
        statement.execute(SETTINGS);
        Instant now = now(statement);
        reading.setAutoCommit(false);
        reading.setReadOnly(true);
        reading.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        return new ExportedSnapshot(exported, reading, current, now);
      } catch (SQLException e) {
        close(reading);
        throw e;
      }
    } catch (SQLException | RetryableException | RefusedByPostgresException e) {
      exported.close();
      throw e;
    }
  }

  private static Instant now(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
      row.next();
      return Objects.requireNonNull(row.getObject(1, OffsetDateTime.class)).toInstant();
    }
  }

  /** What commits before this place of the log is in the snapshot, and nothing else. */
  LogSequenceNumber lsn() {
    return exported.consistentPoint();
  }

  /** What stands in messages for the transaction of a row. */
  Transaction asTransaction() {
    return new Transaction(0, lsn(), takenAt);
  }

  /** Begins a transaction that sees what the snapshot sees. */
  Connection begin() throws SQLException {
    try (Statement statement = reading.createStatement()) {
      statement.execute("SET TRANSACTION SNAPSHOT " + SqlText.literal(exported.name()));
    }
    return reading;
  }

  void end() throws SQLException {
    reading.commit();
  }

  /** The table as the snapshot sees it. */
  ReadableTable find(long oid, boolean generatedColumns) throws SQLException, RetryableException {
    ReadableTable table = new ReadableTables(begin(), generatedColumns).find(oid);
    end();
    return table;
  }

  /**
   * Rows are read by the catalog as it is now, whatever the snapshot sees: after a TRUNCATE, or an
   * ALTER TABLE that writes the table anew, it would see no rows at all.
   *
   * @throws RetryableException when the table is not any more as the snapshot sees it
   */
  void requireUnchanged(ReadableTable table) throws SQLException, RetryableException {
    if (!current.fingerprint(table.table().oid()).equals(table.fingerprint())) {
      throw new RetryableException(
          "table %s was altered, truncated or written anew while its rows were read; going on in a new snapshot"
              .formatted(table.table().name()));
    }
  }

  @Override
  public void close() {
    close(reading);
    exported.close();
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("closing a connection that is broken already", e);
    }
  }
}
