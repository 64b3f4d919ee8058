package dev.potoroo.postgres.connection.doctor;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whether the server would end what the connector does before it is done. */
final class TimeoutsCheck implements Check {
  private final List<String> hurtful;

  /**
   * @param hurtful names of settings that the connector does not set by itself
   */
  TimeoutsCheck(List<String> hurtful) {
    this.hurtful = List.copyOf(hurtful);
  }

  @Override
  public String name() {
    return "timeouts";
  }

  @Override
  public List<Finding> examine(Connection connection) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    for (ServerSetting setting : ServerSetting.of(connection, hurtful)) {
      if (setting.number() != 0) {
        findings.add(
            setting.withRemedy(
                connection,
                Finding.warning(setting + ": work that takes longer is ended and tried again"),
                "0"));
      }
    }
    return findings.isEmpty() ? List.of(Finding.ok("none that would hurt")) : findings;
  }
}
