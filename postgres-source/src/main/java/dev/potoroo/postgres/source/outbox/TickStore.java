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
  private final String cut;

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
    // One statement has one snapshot: the one that it stores is the one that it counts by. What the
    // snapshot before did not see had either not begun (from its xmax on) or not ended (its xip).
    this.cut =
        """
        INSERT INTO %s AS t
          (stream, number, snapshot, first_message_id, row_count, first_seq, last_seq)
        SELECT ?, ?, pg_current_snapshot(), ?, fresh.row_count, fresh.first_seq, fresh.last_seq
        FROM (SELECT count(*) AS row_count, min(seq) AS first_seq, max(seq) AS last_seq
              FROM %s
              WHERE xid >= pg_snapshot_xmax(?::pg_snapshot)
                 OR xid = ANY (ARRAY(SELECT pg_snapshot_xip(?::pg_snapshot)))) AS fresh
        WHERE fresh.row_count > 0
        RETURNING t.number, ?::text AS previous, t.snapshot::text AS snapshot,
                  t.first_message_id, t.row_count, t.first_seq, t.last_seq
        """
            .formatted(names.tick(), names.outbox(incarnation));
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

  /**
   * Cuts the tick after {@code latest}. It is durable when this returns; before that, none of its
   * rows may be sent. Two instances cannot cut the same one: the number is in the primary key.
   *
   * @return empty when there are no new rows
   */
  Optional<Tick> cut(Tick latest) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(cut)) {
      statement.setString(1, incarnation);
      statement.setLong(2, latest.number() + 1);
      statement.setLong(3, latest.nextMessageId());
      statement.setString(4, latest.snapshot());
      statement.setString(5, latest.snapshot());
      statement.setString(6, latest.snapshot());
      return first(statement);
    }
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
      return row.next()
          ? Optional.of(
              new Tick(
                  row.getLong("number"),
                  row.getString("previous"),
                  row.getString("snapshot"),
                  row.getLong("first_message_id"),
                  row.getLong("row_count"),
                  row.getLong("first_seq"),
                  row.getLong("last_seq")))
          : Optional.empty();
    }
  }
}
