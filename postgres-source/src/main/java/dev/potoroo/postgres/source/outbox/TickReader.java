package dev.potoroo.postgres.source.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the rows of a tick in batches, in order of their sequence number. A batch ends at the row
 * that takes it over the bound of bytes, so that large rows come one by one.
 */
final class TickReader {
  /** Payload bytes of a batch, but for its last row. */
  static final int BATCH_BYTES = 4 << 20;

  /** What a frame has room for; a longer key is left out. */
  private static final int MAX_KEY_BYTES = 65_535;

  private static final byte[] NO_KEY = {};

  private final Connection connection;
  private final String sql;

  TickReader(Connection connection, OutboxName names, String incarnation) {
    this.connection = connection;
    this.sql = sql(names.outbox(incarnation), "?", "?", "(SELECT ?::pg_snapshot)");
  }

  /**
   * The query for a batch. Its parameters, after those of the three expressions: the snapshot of
   * the tick before, how many rows to leave out, how many to read at most, and {@link
   * #BATCH_BYTES}.
   *
   * @param after the sequence number to go on from, exclusive
   * @param upTo the last sequence number of the tick
   * @param snapshot of the tick
   */
  static String sql(String outbox, String after, String upTo, String snapshot) {
    // The functions on xid use no index, on purpose: rows come by the primary key, already sorted.
    // A snapshot that is selected is read from its text once, not for each row.
    // A driver reads a whole answer into memory, so the server adds up the sizes; it knows them
    // without reading what is stored out of line.
    return """
        SELECT seq, event_time, key, payload
        FROM (SELECT *, sum(octet_length(payload)) OVER
                          (ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
                        - octet_length(payload) AS bytes_before
              FROM (SELECT seq, event_time, key, payload
                    FROM %s
                    WHERE seq > %s AND seq <= %s
                      AND pg_visible_in_snapshot(xid, %s)
                      AND NOT pg_visible_in_snapshot(xid, (SELECT ?::pg_snapshot))
                    ORDER BY seq
                    OFFSET ? LIMIT ?) AS batch) AS sized
        WHERE bytes_before < ?
        ORDER BY seq
        """
        .formatted(outbox, after, upTo, snapshot);
  }

  /**
   * @param after the sequence number to go on from, exclusive
   * @param skip rows to leave out first
   * @param limit at least 1
   * @return empty when the tick has no more
   */
  List<OutboxRow> read(Tick tick, long after, long skip, int limit) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, after);
      statement.setLong(2, tick.lastSequence());
      statement.setString(3, tick.snapshot());
      statement.setString(4, tick.previous());
      statement.setLong(5, skip);
      statement.setInt(6, limit);
      statement.setInt(7, BATCH_BYTES);
      try (ResultSet rows = statement.executeQuery()) {
        return rows(rows);
      }
    }
  }

  /** What the query answered. */
  static List<OutboxRow> rows(ResultSet row) throws SQLException {
    List<OutboxRow> rows = new ArrayList<>();
    while (row.next()) {
      // The driver hands text over as the UTF-8 that came: no String is made.
      rows.add(
          new OutboxRow(row.getLong(1), row.getLong(2), key(row.getBytes(3)), row.getBytes(4)));
    }
    return rows;
  }

  private static byte[] key(byte[] key) {
    return key == null || key.length > MAX_KEY_BYTES ? NO_KEY : key;
  }
}
