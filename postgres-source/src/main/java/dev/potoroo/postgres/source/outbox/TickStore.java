package dev.potoroo.postgres.source.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The stored ticks of one stream. The lowest one kept has been freed of its rows; it stays as the
 * floor, for its snapshot tells what the next one does not hold.
 */
final class TickStore {
  private final Connection connection;
  private final String incarnation;
  private final String ticks;

  TickStore(Connection connection, OutboxName names, String incarnation) {
    this.connection = connection;
    this.incarnation = incarnation;
    this.ticks =
        """
        SELECT t.number, coalesce(p.snapshot, t.snapshot)::text AS previous,
               t.snapshot::text AS snapshot,
               t.first_message_id, t.row_count, t.first_seq, t.last_seq
        FROM %1$s AS t
        LEFT JOIN %1$s AS p ON p.stream = t.stream AND p.number = t.number - 1
        WHERE t.stream = ?
        """
            .formatted(names.tick());
  }

  /** The one cut last; there always is one. */
  Tick latest() throws SQLException {
    return find(ticks + "ORDER BY t.number DESC LIMIT 1")
        .orElseThrow(() -> new IllegalStateException("stream " + incarnation + " has no tick"));
  }

  /** The lowest kept. */
  Tick floor() throws SQLException {
    return find(ticks + "ORDER BY t.number LIMIT 1")
        .orElseThrow(() -> new IllegalStateException("stream " + incarnation + " has no tick"));
  }

  /** The one that holds the message of that id; empty when none does. */
  Optional<Tick> holding(long messageId) throws SQLException {
    return find(
        ticks + "AND ? BETWEEN t.first_message_id AND t.first_message_id + t.row_count - 1",
        messageId);
  }

  Optional<Tick> numbered(long number) throws SQLException {
    return find(ticks + "AND t.number = ?", number);
  }

  private Optional<Tick> find(String sql, long... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, incarnation);
      for (int i = 0; i < parameters.length; i++) {
        statement.setLong(i + 2, parameters[i]);
      }
      return first(statement);
    }
  }

  private static Optional<Tick> first(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      return row.next() ? Optional.of(tick(row)) : Optional.empty();
    }
  }

  /** The tick of a row that names its columns as they are in the table, and {@code previous}. */
  static Tick tick(ResultSet row) throws SQLException {
    return new Tick(
        row.getLong("number"),
        row.getString("previous"),
        row.getString("snapshot"),
        row.getLong("first_message_id"),
        row.getLong("row_count"),
        row.getLong("first_seq"),
        row.getLong("last_seq"));
  }
}
