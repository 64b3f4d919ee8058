package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.wal.position.LogGap;
import dev.potoroo.postgres.source.wal.position.LogPosition;
import dev.potoroo.postgres.source.wal.position.PositionStore;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.postgresql.replication.LogSequenceNumber;

/**
 * What becomes of a slot that has held back more log than {@code --max-retained-wal} allows.
 *
 * @param status when it was seen
 * @param maxBytes the limit
 * @param store of the source's position
 */
record ExceededLimit(SlotStatus status, long maxBytes, PositionStore store) {

  /** Nothing is lost, and nothing is freed either. */
  RefusedByPostgresException keepSlot() {
    return new RefusedByPostgresException(
        what()
            + "; nothing is lost, and the server keeps its log until somebody decides. To go on, start with a higher limit. To free the disk and lose what was not read, start with --drop-slot-when-exceeded, or run this",
        List.of("SELECT pg_drop_replication_slot('" + status.name() + "')"));
  }

  /** Frees the server's disk; the gap is recorded first. */
  RefusedByPostgresException dropSlot(Connection connection, Clock clock)
      throws SQLException, IOException, RefusedByPostgresException {
    LogSequenceNumber base = store.load().map(LogPosition::base).orElse(status.confirmedFlush());
    LogGap gap =
        new LogGap(
            base,
            new SlotCatalog(connection).end(),
            "slot " + status.name() + " was dropped at --max-retained-wal " + maxBytes,
            clock.instant());
    store.recordGap(gap);
    SlotRemoval.drop(connection, status.name());
    return new RefusedByPostgresException(
        what()
            + "; it is dropped. What was committed after %s is not sent: %s up to now, and all until there is a new slot. To begin new streams with the rows as they are then, start with --on-lost-slot snapshot"
                .formatted(base.asString(), gap),
        List.of());
  }

  private String what() {
    return "slot %s made the server keep %d bytes of its log, more than --max-retained-wal %d allows"
        .formatted(status.name(), status.retainedWalBytes(), maxBytes);
  }
}
