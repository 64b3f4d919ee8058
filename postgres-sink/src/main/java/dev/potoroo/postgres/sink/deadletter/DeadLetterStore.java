package dev.potoroo.postgres.sink.deadletter;

import dev.potoroo.postgres.sink.schema.DeadLetterTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads and drops the dead letters of all targets; needs SELECT and DELETE on their table, for
 * reading SELECT alone.
 *
 * @param connection in auto-commit mode; it is so again after each call that returns
 */
public record DeadLetterStore(Connection connection, DeadLetterTable table) {
  /** Few, for each may be as long as a frame. */
  private static final int ROWS_AT_A_TIME = 16;

  /** What is done with each dead letter. */
  @FunctionalInterface
  public interface Visitor<E extends Exception> {
    void visit(DeadLetter letter) throws E;
  }

  /** Visits all that are there at this moment, in the order in which they came. */
  public <E extends Exception> void visitAll(Visitor<E> visitor) throws SQLException, E {
    connection.setAutoCommit(false); // else the driver reads all of them at once
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(ROWS_AT_A_TIME);
      try (ResultSet row =
          statement.executeQuery(
              "SELECT id, application, target, stream, name, message, event_time, key, payload,"
                  + " sqlstate, reason, rejected_at FROM "
                  + table.name().quoted()
                  + " ORDER BY id")) {
        while (row.next()) {
          visitor.visit(read(row));
        }
      }
    }
    connection.rollback();
    connection.setAutoCommit(true);
  }

  private static DeadLetter read(ResultSet row) throws SQLException {
    return new DeadLetter(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getBigDecimal(4).toBigIntegerExact(),
        row.getString(5),
        row.getBigDecimal(6).toBigIntegerExact(),
        row.getLong(7),
        row.getBytes(8),
        row.getBytes(9),
        row.getString(10),
        row.getString(11),
        row.getObject(12, OffsetDateTime.class).toInstant());
  }

  /**
   * @return the ids of those that were there
   */
  public SortedSet<Long> drop(Collection<Long> ids) throws SQLException {
    SortedSet<Long> dropped = new TreeSet<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "DELETE FROM " + table.name().quoted() + " WHERE id = ANY (?) RETURNING id")) {
      statement.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          dropped.add(row.getLong(1));
        }
      }
    }
    return dropped;
  }

  /**
   * @return how many were there
   */
  public long dropAll() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeLargeUpdate("DELETE FROM " + table.name().quoted());
    }
  }
}
