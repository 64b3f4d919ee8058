package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.TableChoice;
import dev.potoroo.postgres.source.wal.position.DatabasePositionStore;
import dev.potoroo.postgres.source.wal.position.FilePositionStore;
import dev.potoroo.postgres.source.wal.position.LogPosition;
import dev.potoroo.postgres.source.wal.position.PositionStore;
import dev.potoroo.postgres.source.wal.position.PositionTables;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks how the slots stand whose positions are in our schema, and one whose position is in a file.
 * Reads only; beside a running source.
 */
public final class SlotReports {
  private final Connection connection;
  private final SqlName schema;
  private final @Nullable FilePositionStore file;

  /**
   * @param file the position of a source with {@code --position-file}, null where there is none
   */
  public SlotReports(Connection connection, SqlName schema, @Nullable FilePositionStore file) {
    this.connection = connection;
    this.schema = schema;
    this.file = file;
  }

  /** One for each slot that has a stream of these tables; none where nothing is installed. */
  public List<SlotReport> read(TableChoice tables)
      throws RetryableException, RefusedByPostgresException, IOException {
    try {
      List<SlotReport> reports = new ArrayList<>();
      for (String slot : new PositionTables(connection, schema).slots()) {
        DatabasePositionStore store = new DatabasePositionStore(connection, schema, slot);
        read(new SlotName(slot), store, tables).ifPresent(reports::add);
      }
      if (file != null) {
        read(new SlotName(file.slot()), file, tables).ifPresent(reports::add);
      }
      return reports;
    } catch (SQLException e) {
      throw PostgresErrors.translate("reading the status of schema " + schema, e);
    }
  }

  private Optional<SlotReport> read(SlotName slot, PositionStore store, TableChoice tables)
      throws SQLException, IOException {
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
        new SlotReport(
            slot,
            chosen,
            catalog.find(slot).orElse(null),
            catalog.end(),
            Instant.now(),
            store.gaps()));
  }
}
