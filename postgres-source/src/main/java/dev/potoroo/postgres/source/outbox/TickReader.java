package dev.potoroo.postgres.source.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the rows of a tick in batches: bundles in order of their sequence number, and each in the
 * order in which it was filled. A batch ends with the bundle that takes it over the bound of bytes,
 * so that large rows come one by one.
 */
final class TickReader {
  /** Payload bytes of a batch, but for its last bundle. */
  static final int BATCH_BYTES = 4 << 20;

  /** What a frame has room for; a longer key is left out. */
  private static final int MAX_KEY_BYTES = 65_535;

  private static final byte[] NO_KEY = {};

  private final Connection connection;
  private final String read;
  private final String locate;

  TickReader(Connection connection, OutboxName names, String incarnation) {
    String outbox = names.outbox(incarnation);
    this.connection = connection;
    this.read = sql(outbox, "?", "?", "(SELECT ?::pg_snapshot)");
    this.locate =
        """
        SELECT seq, ? - rows_before AS passed
        FROM (SELECT seq, sum(row_count) OVER (ORDER BY seq) - row_count AS rows_before
              FROM %s
              WHERE %s) AS bundle
        WHERE rows_before <= ?
        ORDER BY seq DESC
        LIMIT 1
        """
            .formatted(outbox, ofTick("?", "?", "(SELECT ?::pg_snapshot)"));
  }

  /**
   * The query for a batch. Parameters of the three expressions are the third and following ones;
   * {@link #setBatch} sets the others.
   *
   * @param from the sequence number to begin with
   * @param upTo the last sequence number of the tick
   * @param snapshot of the tick
   */
  static String sql(String outbox, String from, String upTo, String snapshot) {
    // A driver reads a whole answer into memory, so the server adds up the sizes, of bundles whose
    // arrays it has not touched yet. Those are taken apart after the sort, both in step.
    return """
        SELECT seq, row_count, event_time,
               unnest(keys[low + 1 : high]), unnest(payloads[low + 1 : high])
        FROM (SELECT *, CASE WHEN rows_before = 0 THEN ? ELSE 0 END AS low,
                        ? - rows_before AS high
              FROM (SELECT *, sum(bytes) OVER up_to_here - bytes AS bytes_before,
                              sum(row_count) OVER up_to_here - row_count AS rows_before
                    FROM (SELECT seq, event_time, row_count, bytes, keys, payloads
                          FROM %s
                          WHERE %s
                          ORDER BY seq
                          LIMIT ?) AS bundle
                    WINDOW up_to_here AS (ORDER BY seq ROWS UNBOUNDED PRECEDING)) AS measured
             ) AS cut_out
        WHERE bytes_before < ? AND high > 0
        ORDER BY seq
        """
        .formatted(outbox, ofTick(from, upTo, snapshot));
  }

  /**
   * The functions on xid use no index, on purpose: bundles come by the primary key, already sorted.
   * A snapshot that is selected is read from its text once, not for each of them.
   */
  private static String ofTick(String from, String upTo, String snapshot) {
    return """
        seq BETWEEN %s AND %s
          AND pg_visible_in_snapshot(xid, %s)
          AND NOT pg_visible_in_snapshot(xid, (SELECT ?::pg_snapshot))"""
        .formatted(from, upTo, snapshot);
  }

  /**
   * Sets the parameters of {@link #sql}, but for those of its expressions.
   *
   * @param first index of the first parameter
   * @param ofExpressions how many the expressions have, all together
   * @param previous snapshot of the tick before
   * @param passed rows of the first bundle to leave out, fewer than it has
   */
  static void setBatch(
      PreparedStatement statement,
      int first,
      int ofExpressions,
      String previous,
      long passed,
      RowBatch.Limit limit)
      throws SQLException {
    statement.setLong(first, passed);
    statement.setLong(first + 1, passed + limit.rows());
    int rest = first + 2 + ofExpressions;
    statement.setString(rest, previous);
    statement.setInt(rest + 1, limit.bundles());
    statement.setInt(rest + 2, BATCH_BYTES);
  }

  RowBatch read(Tick tick, OutboxPlace from, RowBatch.Limit limit) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(read)) {
      statement.setLong(3, from.sequence());
      statement.setLong(4, tick.lastSequence());
      statement.setString(5, tick.snapshot());
      setBatch(statement, 1, 3, tick.previous(), from.passed(), limit);
      try (ResultSet rows = statement.executeQuery()) {
        return batch(rows, from.passed());
      }
    }
  }

  /**
   * What the query answered.
   *
   * @param passed rows of the first bundle that were left out
   */
  static RowBatch batch(ResultSet row, long passed) throws SQLException {
    List<OutboxRow> rows = new ArrayList<>();
    int bundles = 0;
    long sequence = Long.MIN_VALUE;
    long place = 0;
    long rowCount = 0;
    while (row.next()) {
      if (row.getLong(1) != sequence) {
        sequence = row.getLong(1);
        rowCount = row.getLong(2);
        place = bundles == 0 ? passed : 0;
        bundles++;
      }
      place++;
      // The driver hands text over as the UTF-8 that came: no String is made.
      rows.add(new OutboxRow(row.getLong(3), key(row.getBytes(4)), row.getBytes(5)));
    }
    return new RowBatch(rows, bundles, after(sequence, place, rowCount));
  }

  private static OutboxPlace after(long sequence, long passed, long rowCount) {
    return passed < rowCount ? new OutboxPlace(sequence, passed) : new OutboxPlace(sequence + 1, 0);
  }

  /**
   * The place of a row, with all before it counted.
   *
   * @param offset how many rows of the tick lie before it, fewer than it has
   * @return empty when the tick's rows are gone
   */
  Optional<OutboxPlace> locate(Tick tick, long offset) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(locate)) {
      statement.setLong(1, offset);
      statement.setLong(2, tick.firstSequence());
      statement.setLong(3, tick.lastSequence());
      statement.setString(4, tick.snapshot());
      statement.setString(5, tick.previous());
      statement.setLong(6, offset);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(new OutboxPlace(row.getLong("seq"), row.getLong("passed")))
            : Optional.empty();
      }
    }
  }

  private static byte[] key(byte[] key) {
    return key == null || key.length > MAX_KEY_BYTES ? NO_KEY : key;
  }
}
