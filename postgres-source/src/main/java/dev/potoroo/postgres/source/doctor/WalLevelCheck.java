package dev.potoroo.postgres.source.doctor;

import dev.potoroo.postgres.connection.doctor.Check;
import dev.potoroo.postgres.connection.doctor.Finding;
import dev.potoroo.postgres.connection.doctor.ServerSetting;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Whether the server writes what logical decoding reads. */
final class WalLevelCheck implements Check {
  private static final String WANTED = "logical";

  @Override
  public String name() {
    return "wal-level";
  }

  @Override
  public List<Finding> examine(Connection connection) throws SQLException {
    ServerSetting level = ServerSetting.of(connection, "wal_level");
    return List.of(
        level.value().equals(WANTED)
            ? Finding.ok(level.toString())
            : level.withServerRemedy(
                Finding.failed("expected wal_level = logical, got " + level.value()),
                WANTED,
                true));
  }
}
