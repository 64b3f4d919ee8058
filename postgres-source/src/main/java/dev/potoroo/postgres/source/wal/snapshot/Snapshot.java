package dev.potoroo.postgres.source.wal.snapshot;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.connector.source.SourceOutput;
import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.protocol.PointOfReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows that were in the tables before, sent ahead of the log. Connector thread only.
 *
 * <p>What is sent is a state of the tables, then what the log says from there on; in pieces, where
 * it takes more than one run of the source:
 *
 * <pre>
 * rows up to a key, as of one place of the log
 * the log from there to a later place, as far as it is about those rows     } as often as
 * rows beyond that key, as of that later place                              } the source was ended
 * the log from there on
 * </pre>
 *
 * <p>So at each moment the application has, of each table, the rows up to some key, as they were at
 * one place of the log. The caller drives this: while {@link #isComplete} is false it first hands
 * over what is stored ({@link #send}), then the log up to {@link #boundary}, through {@link
 * #beyond}; and when all of that is acknowledged, and stored as the base of the position, it calls
 * {@link #readOn}. Decision 0008 says why.
 */
public final class Snapshot implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);

  private final ConnectionSettings settings;
  private final Connection work;
  private final Exporter exporter;
  private final Map<String, TableSnapshot> tables = new LinkedHashMap<>();

  /** The snapshot of now; null until rows are to be read. */
  private @Nullable ExportedSnapshot snapshot;

  /** Takes a snapshot at a place of the log. */
  @FunctionalInterface
  public interface Exporter {
    SlotSnapshot export() throws SQLException, RetryableException, RefusedByPostgresException;
  }

  /**
   * @param work in auto-commit mode; it stays open when this is closed
   */
  Snapshot(ConnectionSettings settings, Connection work, Exporter exporter) {
    this.settings = settings;
    this.work = work;
    this.exporter = exporter;
  }

  void add(TableSnapshot table) {
    tables.put(table.stream(), table);
  }

  /** Whether all rows are read and stored, so that the log can be read without end. */
  public boolean isComplete() {
    return tables.values().stream().allMatch(TableSnapshot::isComplete);
  }

  /** The id of the stream's last stored row, 0 where there is none. */
  public long lastId(String stream) {
    TableSnapshot table = tables.get(stream);
    return table == null ? 0 : table.lastId();
  }

  /** In this session the stream goes on with what comes after the point. */
  public void resume(String stream, PointOfReference point) {
    TableSnapshot table = tables.get(stream);
    if (table != null) {
      table.rows().resume(point);
    }
  }

  /** Whether the session has all that is stored. Until then the log waits. */
  public boolean isSent() {
    return tables.values().stream().allMatch(table -> table.rows().isSent());
  }

  /**
   * Sends stored rows while there is room. All streams must be resumed.
   *
   * @return whether anything was sent
   */
  public boolean send(SourceOutput output) throws SQLException, RefusedByPostgresException {
    boolean sent = false;
    for (TableSnapshot table : tables.values()) {
      sent |= table.rows().send(output);
    }
    return sent;
  }

  /** Called after the position store has the point: what is kept for a replay up to it may go. */
  public void acknowledged(String stream, PointOfReference point) throws SQLException {
    TableSnapshot table = tables.get(stream);
    if (table != null) {
      table.rows().acknowledge(point);
    }
  }

  /** The place of the log that rows are read at: takes a snapshot when there is none. */
  public LogSequenceNumber boundary()
      throws SQLException, RetryableException, RefusedByPostgresException {
    return exported().lsn();
  }

  private ExportedSnapshot exported()
      throws SQLException, RetryableException, RefusedByPostgresException {
    ExportedSnapshot taken = snapshot;
    if (taken == null) {
      taken = ExportedSnapshot.open(settings, exporter.export(), new ReadableTables(work, false));
      snapshot = taken;
    }
    return taken;
  }

  /**
   * Reads some rows, and stores them with the ids that follow. May be called only when the position
   * says that all of the log before {@link #boundary} is acknowledged, and before any of it after.
   *
   * @param baseId for each stream, the id of its last change before the boundary
   * @return the stream whose {@link #lastId} may be another now
   * @throws RetryableException when a table was altered meanwhile, so that it takes a new snapshot
   */
  public String readOn(ToLongFunction<String> baseId)
      throws SQLException, RetryableException, RefusedByPostgresException {
    TableSnapshot next =
        tables.values().stream().filter(table -> !table.isComplete()).findFirst().orElseThrow();
    next.readOn(exported(), baseId.applyAsLong(next.stream()));
    if (isComplete()) {
      end();
    }
    return next.stream();
  }

  /**
   * What is to be sent of a change of the log: itself, most often. Nothing when rows that it
   * changes are yet to be read; an insertion or a deletion in place of an update that leads from or
   * to such rows. The same at every replay.
   */
  public Optional<Change> beyond(String stream, Change change)
      throws SQLException, RetryableException, RefusedByPostgresException {
    TableSnapshot table = tables.get(stream);
    return table == null ? Optional.of(change) : table.beyond(change, work);
  }

  private void end() {
    for (TableSnapshot table : tables.values()) {
      try {
        table.close();
      } catch (SQLException e) {
        LOG.debug("closing a query on a connection that is broken already", e);
      }
    }
    if (snapshot != null) {
      snapshot.close();
      snapshot = null;
    }
  }

  @Override
  public void close() {
    end();
  }
}
