package dev.potoroo.postgres.source.outbox;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.ReaderLock;
import dev.potoroo.postgres.source.capture.SqlText;
import dev.potoroo.postgres.source.capture.TableChoice;
import dev.potoroo.protocol.PointOfReference;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks how the captured tables stand. Reads only; beside a running source. */
public final class OutboxStatus {
  private final Connection connection;
  private final OutboxName names;

  public OutboxStatus(Connection connection, SqlName schema) {
    this.connection = connection;
    this.names = new OutboxName(schema);
  }

  /** One for each captured table, by name; none where nothing is installed. */
  public List<StreamStatus> read(TableChoice tables)
      throws RetryableException, RefusedByPostgresException {
    try {
      if (!names.areInstalled(connection)) {
        return List.of();
      }
      List<StreamStatus> all = new ArrayList<>();
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      for (StoredStream stream : new StreamRegistry(connection, names).all()) {
        if (tables.includes(stream.table())) {
          all.add(status(stream));
        }
      }
      connection.commit();
      return all;
    } catch (SQLException e) {
      throw PostgresErrors.translate("reading the status of schema " + names.schema(), e);
    }
  }

  private StreamStatus status(StoredStream stream) throws SQLException {
    TickStore ticks = new TickStore(connection, names, stream.incarnation());
    Tick floor = ticks.floor();
    Tick latest = ticks.latest();
    PointOfReference acknowledged = stream.acknowledged();
    long next = Math.max(acknowledged.value() + 1, floor.nextMessageId());
    Optional<Tick> partly = ticks.holding(next);
    String outbox = names.outbox(stream.incarnation());
    String sql =
        """
        SELECT coalesce(sum(row_count), 0) AS lag_rows,
               coalesce(floor(extract(epoch FROM clock_timestamp()) * 1000)
                        - min(event_time), 0)::bigint AS lag_millis,
               pg_total_relation_size(%2$s::regclass) AS bytes
        FROM (SELECT event_time, least(row_count, up_to_here - ?) AS row_count
              FROM (SELECT event_time, row_count, sum(row_count) OVER (ORDER BY seq) AS up_to_here
                    FROM %1$s
                    WHERE pg_visible_in_snapshot(xid, ?::pg_snapshot)
                      AND NOT pg_visible_in_snapshot(xid, ?::pg_snapshot)) AS begun
              WHERE up_to_here > ?
              UNION ALL
              SELECT event_time, row_count FROM %1$s
              WHERE NOT pg_visible_in_snapshot(xid, ?::pg_snapshot)) AS waiting
        """
            .formatted(outbox, SqlText.literal(outbox));
    // The tick that the point lies in counts from there; without one, all after the last does.
    Tick begun = partly.orElse(latest);
    long passed = partly.isPresent() ? next - begun.firstMessageId() : 0;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, passed);
      statement.setString(2, begun.snapshot());
      statement.setString(3, partly.isPresent() ? begun.previous() : begun.snapshot());
      statement.setLong(4, passed);
      statement.setString(5, begun.snapshot());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new StreamStatus(
            stream.tableName(),
            stream.name(),
            acknowledged,
            latest.nextMessageId() - 1,
            row.getLong("lag_rows"),
            Duration.ofMillis(Math.max(0, row.getLong("lag_millis"))),
            latest.number() - floor.number(),
            row.getLong("bytes"),
            ReaderLock.holder(connection, stream.lockName())
                .map(ReaderLock.Holder::pid)
                .orElse(null));
      }
    }
  }
}
