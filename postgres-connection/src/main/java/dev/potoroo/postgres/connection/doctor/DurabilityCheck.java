package dev.potoroo.postgres.connection.doctor;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whether the server keeps what it commits. */
final class DurabilityCheck implements Check {

  @Override
  public String name() {
    return "durability";
  }

  @Override
  public List<Finding> examine(Connection connection) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    for (String name : List.of("fsync", "full_page_writes")) {
      ServerSetting setting = ServerSetting.of(connection, name);
      if (setting.value().equals("off")) {
        findings.add(
            setting.withServerRemedy(
                Finding.warning(
                    setting + ": what is acknowledged may be lost when the machine crashes"),
                "on",
                false));
      }
    }
    ServerSetting synchronous = ServerSetting.of(connection, "synchronous_commit");
    if (synchronous.value().equals("off")) {
      findings.add(
          synchronous.withRemedy(
              connection,
              Finding.warning(synchronous + "; the connector sets it to on for itself"),
              "on"));
    }
    return findings.isEmpty()
        ? List.of(Finding.ok("commits reach the disk: " + synchronous))
        : findings;
  }
}
