package dev.potoroo.postgres.source.outbox;

import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.protocol.PointOfReference;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Table {@code stream} of our schema. */
final class StreamRegistry {
  private static final String COLUMNS =
      """
      SELECT incarnation, name, source_table, source_name, columns, column_types, acknowledged
      """;

  private final Connection connection;
  private final OutboxName names;

  StreamRegistry(Connection connection, OutboxName names) {
    this.connection = connection;
    this.names = names;
  }

  /** As {@link #find}; empty also when nothing at all is installed. */
  static Optional<StoredStream> lookUp(Connection connection, OutboxName names, CapturedTable table)
      throws SQLException {
    return names.areInstalled(connection)
        ? new StreamRegistry(connection, names).find(table)
        : Optional.empty();
  }

  /**
   * The stream of that table: the same table under whatever name, else the one that took its name,
   * as after a drop and create.
   */
  Optional<StoredStream> find(CapturedTable table) throws SQLException {
    String sql =
        COLUMNS
            + "FROM "
            + names.stream()
            + " WHERE source_table = ?::oid OR source_name = ?"
            + " ORDER BY source_table = ?::oid DESC LIMIT 1";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, table.oid());
      statement.setString(2, table.name().quoted());
      statement.setLong(3, table.oid());
      return read(statement).stream().findFirst();
    }
  }

  List<StoredStream> all() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(COLUMNS + "FROM " + names.stream() + " ORDER BY name")) {
      return read(statement);
    }
  }

  /** Whether the table is captured in another way by now, so that no row will follow. */
  boolean isEnded(StoredStream stream) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT ended_at IS NOT NULL FROM " + names.stream() + " WHERE incarnation = ?")) {
      statement.setString(1, stream.incarnation());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /** Makes the point durable; one that is lower than what is stored changes nothing. */
  void acknowledge(StoredStream stream, PointOfReference point) throws SQLException {
    String sql =
        "UPDATE "
            + names.stream()
            + " SET acknowledged = ? WHERE incarnation = ?"
            + " AND coalesce(acknowledged, 0) < ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, point.value());
      statement.setString(2, stream.incarnation());
      statement.setLong(3, point.value());
      statement.executeUpdate();
    }
  }

  private static List<StoredStream> read(PreparedStatement statement) throws SQLException {
    List<StoredStream> streams = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        Long acknowledged = row.getObject("acknowledged", Long.class);
        streams.add(
            new StoredStream(
                row.getString("incarnation"),
                row.getString("name"),
                row.getLong("source_table"),
                row.getString("source_name"),
                texts(row.getArray("columns")),
                texts(row.getArray("column_types")),
                acknowledged == null
                    ? PointOfReference.NEVER
                    : new PointOfReference(acknowledged)));
      }
    }
    return streams;
  }

  private static List<String> texts(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }
}
