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
 * and old enough. In rounds of bounded pieces, each a transaction, so that sending goes on in
 * between.
 *
 * <p>Ticks are acknowledged in their order, so the rows of all ticks up to one are simply those
 * that its snapshot sees.
 */
final class AcknowledgedRows {
  /**
   * Sequence numbers of one piece, and so the most bundles that one transaction deletes. Not fewer
   * than rows are sent in one go, so that a source without a pause frees as fast as it sends.
   */
  static final int PIECE = CapturedStream.BATCH_ROWS;

  private final Connection connection;
  private final String incarnation;
  private final Duration retain;
  private final String freeable;
  private final String deleteRows;
  private final String firstRow;
  private final String deleteTicks;
  private final VacuumSchedule vacuum;

  private @Nullable Round round;

  /**
   * @param retain how old a tick's rows get before they go
   */
  AcknowledgedRows(
      Connection connection,
      OutboxName names,
      String incarnation,
      Duration retain,
      VacuumSchedule vacuum) {
    this.connection = connection;
    this.incarnation = incarnation;
    this.retain = retain;
    this.vacuum = vacuum;
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
        WITH deleted AS (
          DELETE FROM %s
          WHERE seq BETWEEN ? AND ?
            AND pg_visible_in_snapshot(
                xid, (SELECT snapshot FROM %s WHERE stream = ? AND number = ?))
          RETURNING bytes)
        SELECT count(*), coalesce(sum(bytes), 0) FROM deleted
        """
            .formatted(names.outbox(incarnation), names.tick());
    this.firstRow = "SELECT min(seq) FROM " + names.outbox(incarnation) + " WHERE seq >= ?";
    this.deleteTicks = "DELETE FROM " + names.tick() + " WHERE stream = ? AND number < ?";
  }

  /** Deletes the rows of all ticks from the lowest kept up to {@code lastTick}. */
  private static final class Round {
    final long lastTick;
    final long lastSequence;
    long nextSequence;

    Round(long lastTick, long firstSequence, long lastSequence) {
      this.lastTick = lastTick;
      this.lastSequence = lastSequence;
      this.nextSequence = firstSequence;
    }

    boolean isOver() {
      return nextSequence > lastSequence;
    }
  }

  /**
   * Deletes a piece of the round that is under way.
   *
   * @param acknowledged as it is stored
   * @param mayBegin whether to begin a round when none is under way
   * @return whether one is under way still
   */
  boolean free(PointOfReference acknowledged, boolean mayBegin) throws SQLException {
    if (round == null && mayBegin && !acknowledged.isNever()) {
      round = begin(acknowledged);
    }
    if (round == null) {
      return false;
    }
    if (deletePiece(round) == 0) {
      skipGap(round);
    }
    vacuum.vacuumIfDue(); // not only at the end: a backlog is one round
    if (round.isOver()) {
      deleteTicksBefore(round.lastTick);
      round = null;
    }
    return round != null;
  }

  /**
   * @return null when no tick may go
   */
  private @Nullable Round begin(PointOfReference acknowledged) throws SQLException {
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
            : new Round(last, row.getLong("first_seq"), row.getLong("last_seq"));
      }
    }
  }

  private long deletePiece(Round round) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(deleteRows)) {
      statement.setLong(1, round.nextSequence);
      statement.setLong(2, Math.min(round.nextSequence + PIECE - 1, round.lastSequence));
      statement.setString(3, incarnation);
      statement.setLong(4, round.lastTick);
      round.nextSequence += PIECE;
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        long bundles = row.getLong(1);
        vacuum.deleted(bundles, row.getLong(2));
        return bundles;
      }
    }
  }

  /** Between a row that was long on its way and the others of its tick may lie millions. */
  private void skipGap(Round round) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(firstRow)) {
      statement.setLong(1, round.nextSequence);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        long first = row.getLong(1);
        round.nextSequence = row.wasNull() ? round.lastSequence + 1 : first;
      }
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
