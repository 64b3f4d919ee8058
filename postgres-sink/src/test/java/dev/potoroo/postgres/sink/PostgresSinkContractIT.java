package dev.potoroo.postgres.sink;

import dev.potoroo.testkit.contract.SinkContract;
import dev.potoroo.testkit.contract.SinkDriver;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every sink promises on the wire, kept by the real process with a real database, as a role
 * that may do nothing but what the guide grants.
 */
@ExtendWith(PostgresExtension.class)
final class PostgresSinkContractIT extends SinkContract {
  private PostgresDatabase database;
  private PostgresRole role;

  @BeforeEach
  void createRole(PostgresDatabase empty) throws SQLException {
    database = empty;
    role = GuideRights.createTableAndRole(database);
  }

  @Override
  protected SinkDriver newDriver() {
    return new ProcessDriver(database, role);
  }

  private static final class ProcessDriver implements SinkDriver {
    private final PostgresDatabase database;
    private final PostgresRole role;
    private @Nullable SinkProcess process;

    ProcessDriver(PostgresDatabase database, PostgresRole role) {
      this.database = database;
      this.role = role;
    }

    @Override
    public String start(String cookie) throws Exception {
      process =
          new SinkProcess(
              Map.of(
                  "POTOROO_COOKIE", cookie, "POTOROO_CONNECTION", database.connectionString(role)),
              "--listen",
              "127.0.0.1:0");
      return process.address();
    }

    @Override
    public void kill() throws Exception {
      if (process != null) {
        process.kill();
      }
    }

    @Override
    public List<String> stored() throws Exception {
      return database.column("SELECT alert_log FROM alert_log ORDER BY id");
    }

    @Override
    public void close() throws Exception {
      kill();
    }
  }
}
