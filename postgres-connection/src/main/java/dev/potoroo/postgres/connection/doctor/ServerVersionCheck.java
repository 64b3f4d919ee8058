package dev.potoroo.postgres.connection.doctor;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;

/** Whether this version of PostgreSQL is one that the connectors are tested with. */
final class ServerVersionCheck implements Check {
  private static final int OLDEST = 13;
  private static final int NEWEST = 18;

  @Override
  public String name() {
    return "server-version";
  }

  @Override
  public List<Finding> examine(Connection connection) throws SQLException {
    DatabaseMetaData server = connection.getMetaData();
    return List.of(finding(server.getDatabaseMajorVersion(), server.getDatabaseProductVersion()));
  }

  static Finding finding(int major, String version) {
    String text = "PostgreSQL " + version;
    if (major < OLDEST) {
      return Finding.failed("expected PostgreSQL %d or newer, got %s".formatted(OLDEST, version))
          .advising("upgrade the server: pg_current_snapshot() came with 13");
    }
    return major > NEWEST
        ? Finding.warning(text + "; tested with %d to %d".formatted(OLDEST, NEWEST))
        : Finding.ok(text);
  }
}
