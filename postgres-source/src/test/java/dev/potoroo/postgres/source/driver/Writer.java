package dev.potoroo.postgres.source.driver;

import dev.potoroo.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A transaction of an application that writes to the captured table, open until the test ends it.
 */
public final class Writer implements AutoCloseable {
  private final Connection connection;

  private Writer(Connection connection) {
    this.connection = connection;
  }

  public static Writer begin(PostgresDatabase database) throws SQLException {
    Connection connection = database.connect();
    connection.setAutoCommit(false);
    return new Writer(connection);
  }

  public Writer write(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    return this;
  }

  public void commit() throws SQLException {
    connection.commit();
  }

  public void rollback() throws SQLException {
    connection.rollback();
  }

  /** Rolls back what is open. */
  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
