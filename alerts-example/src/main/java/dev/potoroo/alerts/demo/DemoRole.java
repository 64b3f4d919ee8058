package dev.potoroo.alerts.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * Who works on the demo's database beside its superuser, with the few rights that the guides list.
 */
enum DemoRole {
  /** Owns nothing; may put triggers on the table and make its outbox. */
  SOURCE_ROLE,
  /** May make the table of alerts and its own, and fill them. */
  SINK_ROLE;

  /** Makes them all; table {@code transactions} has to be there. */
  static void createAll(Connection superuser) throws SQLException {
    try (Statement statement = superuser.createStatement()) {
      statement.execute(
          """
          CREATE ROLE source_role LOGIN;
          CREATE ROLE sink_role LOGIN;
          CREATE SCHEMA potoroo;
          GRANT USAGE, CREATE ON SCHEMA potoroo TO source_role, sink_role;
          GRANT USAGE ON SCHEMA public TO source_role;
          GRANT TRIGGER ON TABLE transactions TO source_role;
          GRANT USAGE, CREATE ON SCHEMA public TO sink_role
          """);
    }
  }

  /** As PostgreSQL knows it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
