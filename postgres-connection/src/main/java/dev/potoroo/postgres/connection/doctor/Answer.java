package dev.potoroo.postgres.connection.doctor;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What the server says to a question of one value. */
final class Answer {

  private Answer() {}

  static boolean isTrue(Connection connection, String expression) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT " + expression)) {
      row.next();
      return row.getBoolean(1);
    }
  }
}
