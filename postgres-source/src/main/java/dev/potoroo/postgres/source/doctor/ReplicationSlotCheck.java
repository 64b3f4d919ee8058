package dev.potoroo.postgres.source.doctor;

import dev.potoroo.postgres.connection.doctor.Check;
import dev.potoroo.postgres.connection.doctor.Finding;
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
            .orElseGet(() -> Finding.ok("slot %s is not there yet".formatted(slot))));
  }

  private static Finding finding(SlotStatus status) {
    String text =
        "slot %s keeps %d bytes of the log".formatted(status.name(), status.retainedWalBytes());
    return status.isLost()
        ? Finding.failed("slot %s is lost: its log is gone".formatted(status.name()))
            .advising("the source says what is missing and what --on-lost-slot does about it")
        : Finding.ok(text);
  }
}
