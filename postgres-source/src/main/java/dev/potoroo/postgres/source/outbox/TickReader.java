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
   * The query for a batch. Its parameters, after those of the three expressions, are those of
   * {@link #setBatch}.
   *
   * @param from the sequence number to begin with
   * @param upTo the last sequence number of the tick
   * @param snapshot of the tick
   */
  static String sql(String outbox, String from, String upTo, String snapshot) {
    // A driver reads a whole answer into memory, so the server adds up the sizes, of bundles whose
    // arrays it has not touched yet.
    return """
        SELECT seq, place, row_count, event_time, key, payload
        FROM (SELECT *, sum(bytes) OVER up_to_here - bytes AS bytes_before,
                        sum(row_count) OVER up_to_here - row_count AS rows_before
              FROM (SELECT seq, event_time, row_count, bytes, keys, payloads
                    FROM %s
                    WHERE %s
                    ORDER BY seq
                    LIMIT ?) AS bundle
              WINDOW up_to_here AS (ORDER BY seq ROWS UNBOUNDED PRECEDING)) AS measured
        CROSS JOIN LATERAL unnest(keys, payloads) WITH ORDINALITY AS captured_row (key, payload, place)
        WHERE bytes_before < ? AND rows_before < ? AND (rows_before > 0 OR place > ?)
        ORDER BY seq, place
        LIMIT ?
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
   * Sets the parameters of a batch.
   *
   * @param first index of the first of them
   * @param previous snapshot of the tick before
   * @param passed rows of the first bundle to leave out, fewer than it has
   * @param limit of rows, at least 1
   */
  static void setBatch(
      PreparedStatement statement, int first, String previous, long passed, int limit)
      throws SQLException {
    statement.setString(first, previous);
    statement.setInt(first + 1, limit); // a bundle has a row at least
    statement.setInt(first + 2, BATCH_BYTES);
    statement.setLong(first + 3, passed + limit);
    statement.setLong(first + 4, passed);
    statement.setInt(first + 5, limit);
  }

  /**
   * @param limit at least 1
   */
  RowBatch read(Tick tick, OutboxPlace from, int limit) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(read)) {
      statement.setLong(1, from.sequence());
      statement.setLong(2, tick.lastSequence());
      statement.setString(3, tick.snapshot());
      setBatch(statement, 4, tick.previous(), from.passed(), limit);
      try (ResultSet rows = statement.executeQuery()) {
        return batch(rows);
      }
    }
  }

  /** What the query answered. */
  static RowBatch batch(ResultSet row) throws SQLException {
    List<OutboxRow> rows = new ArrayList<>();
    long sequence = 0;
    long passed = 0;
    long rowCount = 0;
    while (row.next()) {
      sequence = row.getLong(1);
      passed = row.getLong(2);
      rowCount = row.getLong(3);
      // The driver hands text over as the UTF-8 that came: no String is made.
      rows.add(new OutboxRow(row.getLong(4), key(row.getBytes(5)), row.getBytes(6)));
    }
    return new RowBatch(rows, after(sequence, passed, rowCount));
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
