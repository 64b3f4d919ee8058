package dev.potoroo.postgres.connection.doctor;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Whether the connector works with more rights than it needs. */
final class RoleCheck implements Check {

  @Override
  public String name() {
    return "role";
  }

  @Override
  public List<Finding> examine(Connection connection) throws SQLException {
    String role = connection.getMetaData().getUserName();
    return List.of(
        Answer.isTrue(connection, "current_setting('is_superuser')::boolean")
            ? Finding.warning("%s is a superuser; a few rights would do".formatted(role))
                .advising("the guide has them under Rights: make a role of its own with these")
            : Finding.ok(role + " is no superuser"));
  }
}
