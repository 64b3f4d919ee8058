package dev.potoroo.postgres.source.doctor;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.doctor.Check;
import dev.potoroo.postgres.connection.doctor.ServerChecks;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CapturePlan.Planner;
import dev.potoroo.postgres.source.wal.slot.SlotName;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** All that a source needs for what it is told to capture. */
public final class SourceChecks {

  /** The source sets the other time-outs to 0 for itself. */
  private static final ServerChecks.Needs NEEDS =
      new ServerChecks.Needs(
          1,
          List.of("transaction_timeout"),
          "no NOTIFY arrives, so rows wait for --poll, and two sources may read one table");

  private SourceChecks() {}

  /**
   * @param planners of the mode that the configuration asks for
   */
  public static List<Check> of(CaptureConfig config, Function<Connection, Planner> planners) {
    List<Check> checks = new ArrayList<>(ServerChecks.of(config.connection(), NEEDS));
    checks.add(new OwnSchemaCheck(config.schema()));
    for (QualifiedName table : config.tables()) {
      checks.add(new TableCheck(config, table));
      checks.add(new CaptureCheck(config, table, planners));
    }
    return checks;
  }

  /** What mode wal asks besides. */
  public static List<Check> ofReplication(SlotName slot) {
    return List.of(
        new WalLevelCheck(),
        new ReplicationRightCheck(),
        new ReplicationRoomCheck(slot),
        new ReplicationSlotCheck(slot));
  }
}
