package dev.potoroo.postgres.source.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Cuts ticks: gives new rows their message ids, for good. What it reads of them comes with the cut,
 * in one round trip; a lone row waits for no other.
 */
final class TickCutter {

  /**
   * @param first the first of the tick's rows; at least one
   */
  record Cut(Tick tick, RowBatch first) {}

  private final Connection connection;
  private final String incarnation;
  private final String sql;

  TickCutter(Connection connection, OutboxName names, String incarnation) {
    this.connection = connection;
    this.incarnation = incarnation;
    // Two statements sent as one are one transaction: it has ended when the driver returns.
    this.sql = cut(names, incarnation) + ";\n" + firstRows(names, incarnation);
  }

  /**
   * One statement has one snapshot: the one that it stores is the one that it counts by. What the
   * snapshot before did not see had either not begun (from its xmax on) or not ended (its xip): two
   * looks into the index, whatever else the outbox holds.
   */
  private static String cut(OutboxName names, String incarnation) {
    return """
        INSERT INTO %s AS t
          (stream, number, snapshot, first_message_id, row_count, first_seq, last_seq)
        SELECT ?, ?, pg_current_snapshot(), ?, fresh.row_count, fresh.first_seq, fresh.last_seq
        FROM (SELECT sum(row_count) AS row_count, min(seq) AS first_seq, max(seq) AS last_seq
              FROM %s
              WHERE xid >= pg_snapshot_xmax(?::pg_snapshot)
                 OR xid = ANY (ARRAY(SELECT pg_snapshot_xip(?::pg_snapshot)))) AS fresh
        WHERE fresh.row_count > 0
        RETURNING t.number, ?::text AS previous, t.snapshot::text AS snapshot,
                  t.first_message_id, t.row_count, t.first_seq, t.last_seq"""
        .formatted(names.tick(), names.outbox(incarnation));
  }

  private static String firstRows(OutboxName names, String incarnation) {
    return TickReader.sql(
        names.outbox(incarnation),
        ofTick(names, "first_seq"),
        ofTick(names, "last_seq"),
        ofTick(names, "snapshot"));
  }

  private static String ofTick(OutboxName names, String expression) {
    return "(SELECT %s FROM %s WHERE stream = ? AND number = ?)"
        .formatted(expression, names.tick());
  }

  /**
   * Cuts the tick after {@code latest}. It is durable when this returns; before that, none of its
   * rows may be sent. Two instances cannot cut the same one: the number is in the primary key.
   *
   * @param limit of what to read
   * @return empty when there are no new rows
   */
  Optional<Cut> cut(Tick latest, RowBatch.Limit limit) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, incarnation);
      statement.setLong(2, latest.number() + 1);
      statement.setLong(3, latest.nextMessageId());
      statement.setString(4, latest.snapshot());
      statement.setString(5, latest.snapshot());
      statement.setString(6, latest.snapshot());
      for (int ofTick = 9; ofTick < 15; ofTick += 2) {
        statement.setString(ofTick, incarnation);
        statement.setLong(ofTick + 1, latest.number() + 1);
      }
      TickReader.setBatch(statement, 7, 6, latest.snapshot(), 0, limit);
      statement.execute();
      return answer(statement);
    }
  }

  private static Optional<Cut> answer(PreparedStatement statement) throws SQLException {
    try (ResultSet tick = statement.getResultSet()) {
      if (!tick.next()) {
        return Optional.empty();
      }
      Tick cut = TickStore.tick(tick);
      statement.getMoreResults();
      try (ResultSet rows = statement.getResultSet()) {
        return Optional.of(new Cut(cut, TickReader.batch(rows, 0)));
      }
    }
  }
}
