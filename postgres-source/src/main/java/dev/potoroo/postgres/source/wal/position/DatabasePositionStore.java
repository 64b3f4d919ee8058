package dev.potoroo.postgres.source.wal.position;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.protocol.PointOfReference;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Positions in tables of our schema, which {@link PositionTables} makes. What is saved is as
 * durable as the connection's {@code synchronous_commit} says, which {@code SourceConnection} sets
 * to on.
 */
public final class DatabasePositionStore implements PositionStore {
  private final Connection connection;
  private final PositionName names;
  private final String slot;

  /** Of what is stored; null when nothing is, or it is not known yet. */
  private @Nullable String incarnation;

  /**
   * @param connection in auto-commit mode; it stays open when this is closed
   * @param schema ours
   * @param slot whose position it is
   */
  public DatabasePositionStore(Connection connection, SqlName schema, String slot) {
    this.connection = connection;
    this.names = new PositionName(schema);
    this.slot = slot;
  }

  @Override
  public Optional<LogPosition> load() throws SQLException {
    String sql =
        "SELECT incarnation, system_identifier, timeline, base, base_time FROM %s WHERE slot = ?"
            .formatted(names.position());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, slot);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        incarnation = row.getString("incarnation");
        return Optional.of(
            new LogPosition(
                row.getString("incarnation"),
                Long.parseUnsignedLong(row.getString("system_identifier")),
                row.getInt("timeline"),
                LogSequenceNumber.valueOf(row.getString("base")),
                instant(row.getTimestamp("base_time")),
                streams()));
      }
    }
  }

  private static @Nullable Instant instant(@Nullable Timestamp time) {
    return time == null ? null : time.toInstant();
  }

  private static @Nullable Timestamp timestamp(@Nullable Instant time) {
    return time == null ? null : Timestamp.from(time);
  }

  private List<StreamPosition> streams() throws SQLException {
    String sql =
        """
        SELECT name, source_table, source_name, base_id, acknowledged, left_out_base, left_out_id
        FROM %s WHERE slot = ? ORDER BY name
        """
            .formatted(names.stream());
    List<StreamPosition> streams = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, slot);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          Long acknowledged = row.getObject("acknowledged", Long.class);
          streams.add(
              new StreamPosition(
                  row.getString("name"),
                  row.getLong("source_table"),
                  QualifiedName.parse(row.getString("source_name")),
                  row.getLong("base_id"),
                  acknowledged == null
                      ? PointOfReference.NEVER
                      : new PointOfReference(acknowledged),
                  leftOut(row)));
        }
      }
    }
    return streams;
  }

  private static @Nullable LeftOut leftOut(ResultSet row) throws SQLException {
    String base = row.getString("left_out_base");
    return base == null
        ? null
        : new LeftOut(LogSequenceNumber.valueOf(base), row.getLong("left_out_id"));
  }

  @Override
  public void save(LogPosition position) throws SQLException {
    if (incarnation == null) {
      load();
    }
    if (position.incarnation().equals(incarnation)) {
      advance(position);
    } else {
      replace(position);
    }
  }

  /** One statement, so that a busy source pays one round trip and one commit. */
  private void advance(LogPosition position) throws SQLException {
    String sql =
        """
        WITH %s
        UPDATE %s SET system_identifier = ?, timeline = ?, base = greatest(base, ?::pg_lsn),
                      base_time = greatest(base_time, ?)
        WHERE slot = ? AND incarnation = ?
        """
            .formatted(replaceStreams(), names.position());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int next = setStreams(statement, position.streams());
      statement.setString(next++, Long.toUnsignedString(position.systemIdentifier()));
      statement.setInt(next++, position.timeline());
      statement.setString(next++, position.base().asString());
      statement.setTimestamp(next++, timestamp(position.baseTime()));
      statement.setString(next++, slot);
      statement.setString(next, position.incarnation());
      if (statement.executeUpdate() != 1) {
        throw new IllegalStateException(
            "position of slot %s: incarnation %s is not stored any more; another source or an uninstall has replaced it"
                .formatted(slot, position.incarnation()));
      }
    }
  }

  private void replace(LogPosition position) throws SQLException {
    connection.setAutoCommit(false);
    try {
      deleteFrom(names.stream());
      deleteFrom(names.position());
      insert(position);
      connection.commit();
      incarnation = position.incarnation();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private void insert(LogPosition position) throws SQLException {
    String sql =
        """
        WITH %s
        INSERT INTO %s (system_identifier, timeline, base, base_time, slot, incarnation)
        VALUES (?, ?, ?::pg_lsn, ?, ?, ?)
        """
            .formatted(replaceStreams(), names.position());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int next = setStreams(statement, position.streams());
      statement.setString(next++, Long.toUnsignedString(position.systemIdentifier()));
      statement.setInt(next++, position.timeline());
      statement.setString(next++, position.base().asString());
      statement.setTimestamp(next++, timestamp(position.baseTime()));
      statement.setString(next++, slot);
      statement.setString(next, position.incarnation());
      statement.executeUpdate();
    }
  }

  /** The larger of what is stored and what is given; greatest() passes over null. */
  private String replaceStreams() {
    return """
        stream AS (
          INSERT INTO %1$s AS stored (slot, name, source_table, source_name, base_id,
                                      acknowledged, left_out_base, left_out_id)
          SELECT ?, given.*
          FROM unnest(?::text[], ?::oid[], ?::text[], ?::bigint[], ?::bigint[], ?::pg_lsn[],
                      ?::bigint[]) AS given
          ON CONFLICT (slot, name) DO UPDATE
          SET source_table = excluded.source_table, source_name = excluded.source_name,
              base_id = greatest(stored.base_id, excluded.base_id),
              acknowledged = greatest(stored.acknowledged, excluded.acknowledged),
              left_out_base = excluded.left_out_base, left_out_id = excluded.left_out_id),
        forgotten AS (DELETE FROM %1$s WHERE slot = ? AND name <> ALL (?))
        """
        .formatted(names.stream());
  }

  private int setStreams(PreparedStatement statement, List<StreamPosition> streams)
      throws SQLException {
    Array named = array("text", streams.stream().map(StreamPosition::name).toArray());
    statement.setString(1, slot);
    statement.setArray(2, named);
    statement.setArray(
        3, array("bigint", streams.stream().map(StreamPosition::tableOid).toArray()));
    statement.setArray(
        4, array("text", streams.stream().map(stream -> stream.table().quoted()).toArray()));
    statement.setArray(5, array("bigint", streams.stream().map(StreamPosition::baseId).toArray()));
    statement.setArray(
        6,
        array(
            "bigint",
            streams.stream()
                .map(StreamPosition::acknowledged)
                .map(point -> point.isNever() ? null : point.value())
                .toArray()));
    List<@Nullable LeftOut> leftOut = new ArrayList<>();
    streams.forEach(stream -> leftOut.add(stream.leftOut()));
    statement.setArray(
        7,
        array(
            "text",
            leftOut.stream()
                .map(since -> since == null ? null : since.base().asString())
                .toArray()));
    statement.setArray(
        8,
        array(
            "bigint",
            leftOut.stream().map(since -> since == null ? null : since.lastId()).toArray()));
    statement.setString(9, slot);
    statement.setArray(10, named);
    return 11;
  }

  private Array array(String type, @Nullable Object[] values) throws SQLException {
    return connection.createArrayOf(type, values);
  }

  @Override
  public void recordGap(LogGap gap) throws SQLException {
    String sql =
        """
        INSERT INTO %s (slot, source_name, from_lsn, to_lsn, reason, recorded_at)
        VALUES (?, ?, ?::pg_lsn, ?::pg_lsn, ?, ?)
        ON CONFLICT (slot, source_name, from_lsn) DO UPDATE
        SET to_lsn = excluded.to_lsn, reason = excluded.reason, recorded_at = excluded.recorded_at
        """
            .formatted(names.gap());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      QualifiedName table = gap.table();
      statement.setString(1, slot);
      statement.setString(2, table == null ? "" : table.quoted());
      statement.setString(3, gap.from().asString());
      statement.setString(4, gap.to().asString());
      statement.setString(5, gap.reason());
      statement.setTimestamp(6, Timestamp.from(gap.recordedAt()));
      statement.executeUpdate();
    }
  }

  @Override
  public List<LogGap> gaps() throws SQLException {
    String sql =
        """
        SELECT source_name, from_lsn, to_lsn, reason, recorded_at
        FROM %s WHERE slot = ? ORDER BY recorded_at, source_name
        """
            .formatted(names.gap());
    List<LogGap> gaps = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, slot);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String table = row.getString(1);
          gaps.add(
              new LogGap(
                  table.isEmpty() ? null : QualifiedName.parse(table),
                  LogSequenceNumber.valueOf(row.getString(2)),
                  LogSequenceNumber.valueOf(row.getString(3)),
                  row.getString(4),
                  Objects.requireNonNull(row.getTimestamp(5)).toInstant()));
        }
      }
    }
    return gaps;
  }

  @Override
  public void delete() throws SQLException {
    connection.setAutoCommit(false);
    try {
      deleteFrom(names.stream());
      deleteFrom(names.position());
      deleteFrom(names.gap());
      connection.commit();
      incarnation = null;
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private void deleteFrom(String table) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM " + table + " WHERE slot = ?")) {
      statement.setString(1, slot);
      statement.executeUpdate();
    }
  }

  /** The connection belongs to whoever gave it. */
  @Override
  public void close() {}
}
