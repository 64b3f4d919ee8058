package dev.potoroo.postgres.sink.deadletter;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.sink.batch.Rejection;
import dev.potoroo.postgres.sink.schema.DeadLetterTable;
import dev.potoroo.postgres.sink.schema.PayloadType;
import dev.potoroo.postgres.sink.schema.TargetTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the dead letters of one target to it again, in the order in which they came.
 *
 * <p>One statement takes a dead letter away and inserts its row: a transaction of its own, so it
 * may be killed anywhere and started again, beside the sink and beside another replay. What is
 * refused stays where it is, and those after it have their turn.
 */
public final class Replay {
  /** {@code %1$s} is the table of dead letters, the others say what is inserted where. */
  private static final String SQL =
      """
      WITH taken AS (
        DELETE FROM %1$s WHERE id = ? RETURNING payload
      ), written AS (
        INSERT INTO %2$s (%3$s) SELECT %4$s FROM (SELECT %5$s AS payload FROM taken) AS row
      )
      SELECT count(*) FROM taken""";

  private static final int IDS_AT_A_TIME = 10_000;

  private final Connection connection;
  private final DeadLetterTable table;
  private final TargetTable target;

  /**
   * @param connection in auto-commit mode
   */
  public Replay(Connection connection, DeadLetterTable table, TargetTable target) {
    this.connection = connection;
    this.table = table;
    this.target = target;
  }

  /**
   * What became of them.
   *
   * @param written and no longer dead letters
   * @param refused again, so they still are
   */
  public record Outcome(long written, long refused) {}

  /**
   * Tries each dead letter that is there at the beginning once.
   *
   * @param refusals is told the id of each that is refused, and why, in words that quote no payload
   * @throws RetryableException when the server is away; what was written before, is
   * @throws RefusedByPostgresException when something else than a row is refused
   */
  public Outcome run(Refusals refusals) throws RetryableException, RefusedByPostgresException {
    long written = 0;
    long refused = 0;
    try (PreparedStatement statement = connection.prepareStatement(sql())) {
      long last = lastId();
      List<Long> ids = idsAfter(0, last);
      while (!ids.isEmpty()) {
        for (long id : ids) {
          try {
            written += write(statement, id);
          } catch (SQLException e) {
            refusals.add(id, refusal(e));
            refused++;
          }
        }
        ids = idsAfter(ids.get(ids.size() - 1), last);
      }
    } catch (SQLException e) {
      throw PostgresErrors.translate(
          "replaying dead letters to table %s, %d of them written"
              .formatted(target.name(), written),
          e);
    }
    return new Outcome(written, refused);
  }

  private static String refusal(SQLException error) throws SQLException {
    if (!Rejection.isAboutARow(error)) {
      throw error;
    }
    return PostgresErrors.describe(error);
  }

  /** Takes note of what is refused again. */
  @FunctionalInterface
  public interface Refusals {
    void add(long id, String reason);
  }

  private String sql() {
    return SQL.formatted(
        table.name().quoted(),
        target.name().quoted(),
        target.column().quoted(),
        target.type().expression(),
        target.type() == PayloadType.BYTEA ? "payload" : "convert_from(payload, 'UTF8')");
  }

  /** 0 when it has been taken meanwhile by someone else. */
  private static long write(PreparedStatement statement, long id) throws SQLException {
    statement.setLong(1, id);
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private long lastId() throws SQLException {
    return query("SELECT coalesce(max(id), 0) FROM %s WHERE target = ?").get(0);
  }

  private List<Long> idsAfter(long id, long last) throws SQLException {
    return query(
        "SELECT id FROM %s WHERE target = ? AND id > ? AND id <= ? ORDER BY id LIMIT "
            + IDS_AT_A_TIME,
        id,
        last);
  }

  private List<Long> query(String sql, long... bounds) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(sql.formatted(table.name().quoted()))) {
      statement.setString(1, target.key());
      for (int i = 0; i < bounds.length; i++) {
        statement.setLong(i + 2, bounds[i]);
      }
      List<Long> ids = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          ids.add(row.getLong(1));
        }
      }
      return ids;
    }
  }
}
