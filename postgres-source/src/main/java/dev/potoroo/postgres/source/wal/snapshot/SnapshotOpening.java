package dev.potoroo.postgres.source.wal.snapshot;

import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.SqlScript;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Finds out which streams of a slot begin with the rows that are there, and how far those are. */
public final class SnapshotOpening {
  private final ConnectionSettings settings;
  private final Connection work;
  private final String slot;
  private final SnapshotStore store;
  private final SqlName schema;

  /**
   * @param work in auto-commit mode
   * @param schema ours
   * @param slot that the streams are of
   */
  public SnapshotOpening(
      ConnectionSettings settings, Connection work, SqlName schema, String slot) {
    this.settings = settings;
    this.work = work;
    this.slot = slot;
    this.schema = schema;
    this.store = new SnapshotStore(work, schema);
  }

  /** Forgets what other incarnations of the slot left: all but these streams. */
  public void retain(List<String> streams) throws SQLException {
    if (tables().areInstalled()) {
      store.retain(slot, streams);
    }
  }

  private SnapshotTables tables() {
    return new SnapshotTables(work, schema);
  }

  /**
   * New streams are to begin with the rows that are there. To be called before their position is
   * stored for the first time, so that a crash in between leaves none without its rows.
   *
   * @param streams that begin now
   */
  public void begin(List<String> streams) throws SQLException {
    if (!streams.isEmpty()) {
      // Not there where no snapshot was wanted until the slot was lost.
      SqlScript.run(work, tables().create());
    }
    for (String stream : streams) {
      store.begin(slot, stream);
    }
  }

  /**
   * What is to be sent ahead of the log. What was begun goes on, whatever {@link SnapshotMode} says
   * by now.
   *
   * @param exporter takes a temporary slot for its snapshot
   */
  public Snapshot open(List<SnapshotTarget> targets, Snapshot.Exporter exporter)
      throws SQLException {
    Snapshot snapshot = new Snapshot(settings, work, exporter);
    if (!tables().areInstalled()) {
      return snapshot;
    }
    for (SnapshotTarget target : targets) {
      Optional<SnapshotState> state = store.load(target.stream());
      state.ifPresent(found -> snapshot.add(new TableSnapshot(target, store, found)));
    }
    return snapshot;
  }
}
