package dev.potoroo.postgres.source.wal;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.wal.position.PositionStore;
import dev.potoroo.postgres.source.wal.slot.SlotName;
import dev.potoroo.postgres.source.wal.slot.SlotRemoval;
import dev.potoroo.postgres.source.wal.snapshot.SnapshotOpening;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a capture that was for a snapshot alone: a slot that nobody reads any more would hold the
 * log back for ever.
 */
final class CaptureRemoval {
  private static final Logger LOG = LoggerFactory.getLogger(CaptureRemoval.class);

  private final Connection work;
  private final SlotName slot;
  private final PositionStore store;
  private final SnapshotOpening snapshots;

  CaptureRemoval(Connection work, SlotName slot, PositionStore store, SnapshotOpening snapshots) {
    this.work = work;
    this.slot = slot;
    this.store = store;
    this.snapshots = snapshots;
  }

  /** Everything is acknowledged: drops the slot and forgets the streams. */
  void remove() throws RetryableException, RefusedByPostgresException, IOException {
    try {
      SlotRemoval.drop(work, slot);
      store.delete();
      snapshots.retain(List.of());
      LOG.info("all rows are acknowledged: slot {} is dropped", slot);
    } catch (SQLException e) {
      throw PostgresErrors.translate("dropping slot " + slot, e);
    }
  }
}
