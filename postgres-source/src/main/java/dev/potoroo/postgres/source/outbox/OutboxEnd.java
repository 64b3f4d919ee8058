package dev.potoroo.postgres.source.outbox;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CaptureTrigger;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.Operation;
import dev.potoroo.postgres.source.capture.SqlText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The end of a table's capture by outbox, for another mode to go on from there. The triggers go,
 * the rows that are captured stay, and a source in mode outbox ends the stream when it has sent
 * them.
 */
public final class OutboxEnd {
  private final Connection connection;
  private final OutboxName names;

  /**
   * @param schema ours
   */
  public OutboxEnd(Connection connection, SqlName schema) {
    this.connection = connection;
    this.names = new OutboxName(schema);
  }

  /** Whether the table's writers fill an outbox now. */
  public boolean isCapturing(CapturedTable table) throws SQLException {
    Optional<StoredStream> stream = StreamRegistry.lookUp(connection, names, table);
    return stream.isPresent() && !isEnded(stream.get());
  }

  /**
   * What ends the capture. To be run in a transaction that keeps writers off the table: what they
   * have committed before is in the outbox, and nothing that they commit later.
   */
  public List<String> statements(CapturedTable table) throws SQLException {
    List<String> statements = new ArrayList<>();
    StreamRegistry.lookUp(connection, names, table)
        .ifPresent(stream -> statements.addAll(statements(stream)));
    return statements;
  }

  private List<String> statements(StoredStream stream) {
    List<String> statements = new ArrayList<>();
    Stream.of(Operation.values())
        .map(operation -> names.triggers(stream.incarnation()).function(operation))
        .map(CaptureTrigger::drop)
        .forEach(statements::add);
    statements.add(
        "UPDATE %s SET ended_at = clock_timestamp() WHERE incarnation = %s"
            .formatted(names.stream(), SqlText.literal(stream.incarnation())));
    return statements;
  }

  /** Captured rows that are not acknowledged yet, sent or not; 0 where the table has no outbox. */
  public long rowsLeft(CapturedTable table) throws SQLException {
    Optional<StoredStream> stream = StreamRegistry.lookUp(connection, names, table);
    return stream.isEmpty() ? 0 : rowsLeft(stream.get());
  }

  long rowsLeft(StoredStream stream) throws SQLException {
    Tick latest = new TickStore(connection, names, stream.incarnation()).latest();
    long acknowledged = stream.acknowledged().isNever() ? 0 : stream.acknowledged().value();
    return latest.nextMessageId() - 1 - acknowledged + rowsAfter(latest, stream);
  }

  private long rowsAfter(Tick latest, StoredStream stream) throws SQLException {
    String sql =
        "SELECT coalesce(sum(row_count), 0) FROM %s WHERE NOT pg_visible_in_snapshot(xid, ?::pg_snapshot)"
            .formatted(names.outbox(stream.incarnation()));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, latest.snapshot());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /**
   * For another mode that is about to begin.
   *
   * @throws RefusedByPostgresException when the outbox captures the table too
   * @throws RetryableException when it has ended, and rows of it are not acknowledged yet: what is
   *     newer may not come before them
   */
  public void requireDrained(CapturedTable table)
      throws SQLException, RetryableException, RefusedByPostgresException {
    if (isCapturing(table)) {
      throw new RefusedByPostgresException(
          "--table: %s is captured by outbox, so each row would be sent twice; move it with \"postgres-source switch --to wal\", or take the outbox away with \"postgres-source uninstall\""
              .formatted(table.name()),
          List.of());
    }
    long left = rowsLeft(table);
    if (left > 0) {
      throw new RetryableException(
          "table %s was moved from outbox, which has %d rows left; waiting until a source with --mode outbox has sent them and ended"
              .formatted(table.name(), left));
    }
  }

  boolean isEnded(StoredStream stream) throws SQLException {
    return new StreamRegistry(connection, names).isEnded(stream);
  }
}
