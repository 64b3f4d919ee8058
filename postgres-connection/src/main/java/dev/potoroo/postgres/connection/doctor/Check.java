package dev.potoroo.postgres.connection.doctor;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** One thing that a connector needs of its database. Looks, and changes nothing. */
public interface Check {

  /** In kebab-case, unique in a report. Programs read it: it does not change. */
  String name();

  /**
   * @param connection in auto-commit mode, and left so
   * @return at least one
   * @throws SQLException when PostgreSQL does not answer; that becomes a finding too
   */
  List<Finding> examine(Connection connection) throws SQLException;
}
