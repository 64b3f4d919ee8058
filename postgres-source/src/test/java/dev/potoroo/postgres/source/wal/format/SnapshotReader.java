package dev.potoroo.postgres.source.wal.format;

import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.wal.change.Read;
import dev.potoroo.postgres.source.wal.change.Transaction;
import dev.potoroo.postgres.source.wal.slot.OutputPlugin;
import dev.potoroo.postgres.source.wal.slot.SlotCreation;
import dev.potoroo.postgres.source.wal.slot.SlotName;
import dev.potoroo.postgres.source.wal.snapshot.Snapshot;
import dev.potoroo.postgres.source.wal.snapshot.SnapshotFormat;
import dev.potoroo.postgres.source.wal.snapshot.SnapshotOpening;
import dev.potoroo.postgres.source.wal.snapshot.SnapshotTables;
import dev.potoroo.postgres.source.wal.snapshot.SnapshotTarget;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads the rows that are there through a slot's snapshot, as a source does ahead of the log. */
final class SnapshotReader {
  private static final SqlName SCHEMA = CaptureConfig.DEFAULT_SCHEMA;

  private SnapshotReader() {}

  /**
   * In the order of the tables, and of their keys.
   *
   * @param work in auto-commit mode
   */
  static List<SlotReader.Read> rows(
      PostgresDatabase database, Connection work, List<Long> tableOids) throws Exception {
    ConnectionSettings settings = ConnectionSettings.parse(database.connectionString());
    SlotName slot = SlotName.derived(database.name(), SCHEMA);
    createTables(database, work);
    Collector collector = new Collector();
    List<SnapshotTarget> targets =
        tableOids.stream()
            .map(oid -> new SnapshotTarget("table " + oid, oid, collector, false))
            .toList();
    SnapshotOpening opening = new SnapshotOpening(settings, work, SCHEMA, slot.value());
    opening.begin(targets.stream().map(SnapshotTarget::stream).toList());
    SlotCreation creation = new SlotCreation(settings, work);
    try (Snapshot snapshot =
        opening.open(targets, () -> creation.temporary(slot.temporary(), OutputPlugin.PGOUTPUT))) {
      while (!snapshot.isComplete()) {
        snapshot.readOn(stream -> 0);
      }
    }
    return collector.reads;
  }

  private static void createTables(PostgresDatabase database, Connection work) throws SQLException {
    database.execute("CREATE SCHEMA IF NOT EXISTS " + SCHEMA.quoted());
    for (String sql : new SnapshotTables(work, SCHEMA).create()) {
      database.execute(sql);
    }
  }

  /** Keeps the rows as they are, to be given any format later. */
  private static final class Collector implements SnapshotFormat {
    private final List<SlotReader.Read> reads = new ArrayList<>();

    @Override
    public byte[] key(Read row) {
      return new byte[0];
    }

    @Override
    public byte[] payload(Read row, Transaction snapshot) {
      reads.add(new SlotReader.Read(row, snapshot));
      return new byte[0];
    }
  }
}
