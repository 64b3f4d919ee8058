package dev.potoroo.postgres.source.doctor;

import dev.potoroo.postgres.connection.doctor.Check;
import dev.potoroo.postgres.connection.doctor.Finding;
import dev.potoroo.postgres.source.capture.SqlText;
import dev.potoroo.postgres.source.wal.slot.SlotCatalog;
import dev.potoroo.postgres.source.wal.slot.SlotName;
import dev.potoroo.postgres.source.wal.slot.SlotStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Whether the source's slot can be read, and how much of the log it holds back. */
record ReplicationSlotCheck(SlotName slot) implements Check {

  @Override
  public String name() {
    return "slot";
  }

  @Override
  public List<Finding> examine(Connection connection) throws SQLException {
    return List.of(
        new SlotCatalog(connection)
            .find(slot)
            .map(ReplicationSlotCheck::finding)
            .orElseGet(
                () ->
                    Finding.ok(
                        "slot %s is not there: the next start makes it, or says what is missing if there was one"
                            .formatted(slot))));
  }

  private static Finding finding(SlotStatus status) {
    return status.isLost()
        ? lost(status)
        : Finding.ok(
            "slot %s keeps %d bytes of the log"
                .formatted(status.name(), status.retainedWalBytes()));
  }

  /** No SQL brings the log back: the statement removes what is of no use any more. */
  private static Finding lost(SlotStatus status) {
    String reason = status.invalidationReason();
    return Finding.failed(
            "slot %s is lost (%s): what was committed after %s and is not acknowledged cannot be sent"
                .formatted(
                    status.name(),
                    reason == null ? "wal_status lost" : reason,
                    status.confirmedFlush().asString()))
        .mendedBy(
            "SELECT pg_catalog.pg_drop_replication_slot(%s)"
                .formatted(SqlText.literal(status.name().value())))
        .advising(
            "then start the source once with --on-lost-slot snapshot: it begins new streams with the"
                + " rows as they are, and records the gap");
  }
}
