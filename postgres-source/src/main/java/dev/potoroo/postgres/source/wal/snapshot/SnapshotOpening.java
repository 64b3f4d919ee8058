package dev.potoroo.postgres.source.wal.snapshot;

import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.SqlName;
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

  /**
   * @param work in auto-commit mode
   * @param schema ours, with the tables of {@link SnapshotTables}
   * @param slot that the streams are of
   */
  public SnapshotOpening(
      ConnectionSettings settings, Connection work, SqlName schema, String slot) {
    this.settings = settings;
    this.work = work;
    this.slot = slot;
    this.store = new SnapshotStore(work, schema);
  }

  /** Forgets what other incarnations of the slot left: all but these streams. */
  public void retain(List<String> streams) throws SQLException {
    store.retain(slot, streams);
  }

  /**
   * New streams are to begin with the rows that are there. To be called before their position is
   * stored for the first time, so that a crash in between leaves none without its rows.
   *
   * @param streams that begin now
   */
  public void begin(List<String> streams) throws SQLException {
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
    for (SnapshotTarget target : targets) {
      Optional<SnapshotState> state = store.load(target.stream());
      state.ifPresent(found -> snapshot.add(new TableSnapshot(target, store, found)));
    }
    return snapshot;
  }
}
