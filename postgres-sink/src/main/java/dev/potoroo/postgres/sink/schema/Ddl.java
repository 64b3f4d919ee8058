package dev.potoroo.postgres.sink.schema;

import dev.potoroo.postgres.connection.SqlName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Something that the sink needs in the database and creates itself where the right is there; else
 * its statements are a remedy for someone who has it.
 *
 * @param what for people, as in "table alert_log"
 * @param create statements that create it, in order
 * @param grant what the sink's user needs besides when another user creates it
 */
record Ddl(String what, List<String> create, List<String> grant) {
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  /** Duplicate schema, table, or catalog row: another connector creates the same just now. */
  private static final Set<String> ALREADY_THERE = Set.of("42P06", "42P07", "23505");

  /**
   * Creates it, all or nothing. The connection is in auto-commit mode before and after.
   *
   * @return false when another connector was first with it, or with a part of it: look again
   */
  boolean run(Connection connection, Findings findings) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (String sql : create) {
        statement.execute(sql);
      }
      connection.commit();
      return true;
    } catch (SQLException e) {
      connection.rollback();
      if (INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
        addTo(findings, what + " is not there, and the right to create it is missing");
        return true;
      }
      if (ALREADY_THERE.contains(String.valueOf(e.getSQLState()))) {
        return false;
      }
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  void addTo(Findings findings, String complaint) {
    findings.add(complaint, Stream.concat(create.stream(), grant.stream()).toList());
  }

  /**
   * @param object as SQL writes it, as in {@code TABLE "public"."alert_log"}
   */
  static String grant(String right, String object, SqlName user) {
    return "GRANT %s ON %s TO %s".formatted(right, object, user.quoted());
  }
}
