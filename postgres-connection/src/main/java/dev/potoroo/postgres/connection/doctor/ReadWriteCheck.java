package dev.potoroo.postgres.connection.doctor;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Whether this server takes writes at all. */
final class ReadWriteCheck implements Check {

  @Override
  public String name() {
    return "read-write";
  }

  @Override
  public List<Finding> examine(Connection connection) throws SQLException {
    if (Answer.isTrue(connection, "pg_is_in_recovery()")) {
      return List.of(
          Finding.failed("the server is a standby, which takes no writes")
              .advising(
                  "connect to the primary; with several hosts in --connection,"
                      + " target_session_attrs=read-write finds it"));
    }
    ServerSetting readOnly = ServerSetting.of(connection, "default_transaction_read_only");
    if (readOnly.value().equals("on")) {
      return List.of(
          readOnly.withRemedy(
              connection, Finding.failed("transactions are read only: " + readOnly), "off"));
    }
    return List.of(Finding.ok("the server takes writes"));
  }
}
