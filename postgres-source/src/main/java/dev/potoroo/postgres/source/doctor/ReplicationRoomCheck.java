package dev.potoroo.postgres.source.doctor;

import dev.potoroo.postgres.connection.doctor.Check;
import dev.potoroo.postgres.connection.doctor.Finding;
import dev.potoroo.postgres.connection.doctor.ServerSetting;
import dev.potoroo.postgres.source.wal.slot.SlotName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Whether there is a free replication slot, and a WAL sender to read it; what the source itself has
 * already counts as free.
 */
record ReplicationRoomCheck(SlotName slot) implements Check {

  private static final String OTHER_SLOTS =
      "SELECT count(*) FROM pg_catalog.pg_replication_slots WHERE slot_name <> ?";

  private static final String OTHER_SENDERS =
      """
      SELECT count(*) FROM pg_catalog.pg_stat_replication AS r
      WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_replication_slots AS s
                        WHERE s.active_pid = r.pid AND s.slot_name = ?)
      """;

  @Override
  public String name() {
    return "replication-room";
  }

  @Override
  public List<Finding> examine(Connection connection) throws SQLException {
    return List.of(
        finding(
            ServerSetting.of(connection, "max_replication_slots"), count(connection, OTHER_SLOTS)),
        finding(ServerSetting.of(connection, "max_wal_senders"), count(connection, OTHER_SENDERS)));
  }

  private static Finding finding(ServerSetting limit, int taken) {
    String text = "%d taken by others, %s".formatted(taken, limit);
    return taken < limit.number()
        ? Finding.ok(text)
        : limit.withServerRemedy(
            Finding.failed(text), Integer.toString(Math.max(10, limit.number() * 2)), true);
  }

  private int count(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, slot.value());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
