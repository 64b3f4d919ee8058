package dev.potoroo.postgres.source.outbox;

import dev.potoroo.protocol.PointOfReference;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Deletes rows that nobody will ask for again: those of ticks that are acknowledged to their end
 * and old enough. In bounded pieces, each a transaction, so that sending goes on in between.
 *
 * <p>Ticks are acknowledged in their order, so the rows of all ticks up to one are simply those
 * that its snapshot sees.
 */
final class AcknowledgedRows {
  /** Rows deleted in one transaction. */
  static final int PIECE = 10_000;

  private final Connection connection;
  private final String incarnation;
  private final Duration retain;
  private final String freeable;
  private final String deleteRows;
  private final String deleteTicks;

  /**
   * @param retain how old a tick's rows get before they go
   */
  AcknowledgedRows(Connection connection, OutboxName names, String incarnation, Duration retain) {
    this.connection = connection;
    this.incarnation = incarnation;
    this.retain = retain;
    this.freeable =
        """
        SELECT max(number) AS number, min(first_seq) AS first_seq, max(last_seq) AS last_seq
        FROM %1$s
        WHERE stream = ?
          AND number > (SELECT min(number) FROM %1$s WHERE stream = ?)
          AND first_message_id + row_count - 1 <= ?
          AND cut_at <= clock_timestamp() - ? * interval '1 ms'
        """
            .formatted(names.tick());
    this.deleteRows =
        """
        DELETE FROM %1$s
        WHERE seq IN (SELECT seq FROM %1$s
                      WHERE seq BETWEEN ? AND ?
                        AND pg_visible_in_snapshot(xid, (SELECT snapshot FROM %2$s
                                                         WHERE stream = ? AND number = ?))
                      ORDER BY seq
                      LIMIT ?)
        """
            .formatted(names.outbox(incarnation), names.tick());
    this.deleteTicks = "DELETE FROM " + names.tick() + " WHERE stream = ? AND number < ?";
  }

  /** The ticks that may go: from the lowest kept up to {@code last}. */
  private record Range(long last, long firstSequence, long lastSequence) {}

  /**
   * Deletes one piece.
   *
   * @param acknowledged as it is stored
   * @return whether there may be more to delete right now
   */
  boolean free(PointOfReference acknowledged) throws SQLException {
    if (acknowledged.isNever()) {
      return false;
    }
    Range range = freeable(acknowledged);
    if (range == null) {
      return false;
    }
    if (deleteRows(range) == PIECE) {
      return true;
    }
    deleteTicksBefore(range.last());
    return false;
  }

  private @Nullable Range freeable(PointOfReference acknowledged) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(freeable)) {
      statement.setString(1, incarnation);
      statement.setString(2, incarnation);
      statement.setLong(3, acknowledged.value());
      statement.setLong(4, retain.toMillis());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        long last = row.getLong("number");
        return row.wasNull()
            ? null
            : new Range(last, row.getLong("first_seq"), row.getLong("last_seq"));
      }
    }
  }

  private int deleteRows(Range range) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(deleteRows)) {
      statement.setLong(1, range.firstSequence());
      statement.setLong(2, range.lastSequence());
      statement.setString(3, incarnation);
      statement.setLong(4, range.last());
      statement.setInt(5, PIECE);
      return statement.executeUpdate();
    }
  }

  private void deleteTicksBefore(long number) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(deleteTicks)) {
      statement.setString(1, incarnation);
      statement.setLong(2, number);
      statement.executeUpdate();
    }
  }
}
