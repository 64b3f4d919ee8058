package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.TableChoice;
import dev.potoroo.postgres.source.wal.position.DatabasePositionStore;
import dev.potoroo.postgres.source.wal.position.LogPosition;
import dev.potoroo.postgres.source.wal.position.PositionTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks how the slots stand whose positions are in our schema. Reads only; beside a running source.
 */
public final class SlotReports {
  private final Connection connection;
  private final SqlName schema;

  public SlotReports(Connection connection, SqlName schema) {
    this.connection = connection;
    this.schema = schema;
  }

  /** One for each slot that has a stream of these tables; none where nothing is installed. */
  public List<SlotReport> read(TableChoice tables)
      throws RetryableException, RefusedByPostgresException {
    try {
      List<SlotReport> reports = new ArrayList<>();
      for (String slot : new PositionTables(connection, schema).slots()) {
        read(new SlotName(slot), tables).ifPresent(reports::add);
      }
      return reports;
    } catch (SQLException e) {
      throw PostgresErrors.translate("reading the status of schema " + schema, e);
    }
  }

  private Optional<SlotReport> read(SlotName slot, TableChoice tables) throws SQLException {
    DatabasePositionStore store = new DatabasePositionStore(connection, schema, slot.value());
    Optional<LogPosition> stored = store.load();
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    LogPosition all = stored.get();
    LogPosition chosen =
        all.with(all.streams().stream().filter(stream -> tables.includes(stream.table())).toList());
    if (chosen.streams().isEmpty()) {
      return Optional.empty();
    }
    SlotCatalog catalog = new SlotCatalog(connection);
    return Optional.of(
        new SlotReport(slot, chosen, catalog.find(slot).orElse(null), catalog.end(), store.gaps()));
  }
}
