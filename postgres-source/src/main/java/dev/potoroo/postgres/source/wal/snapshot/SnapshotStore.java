package dev.potoroo.postgres.source.wal.snapshot;

import dev.potoroo.postgres.connection.SqlName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a snapshot has read until it is acknowledged, for the database's own snapshot ends
 * with the connection that took it. What is stored is durable when a method returns.
 */
final class SnapshotStore {
  private final Connection connection;
  private final SnapshotName names;

  /**
   * @param connection in auto-commit mode, with {@code synchronous_commit} on
   */
  SnapshotStore(Connection connection, SqlName schema) {
    this.connection = connection;
    this.names = new SnapshotName(schema);
  }

  /** Forgets what other incarnations of the slot left. */
  void retain(String slot, List<String> streams) throws SQLException {
    String sql =
        """
        WITH gone AS (DELETE FROM %s WHERE slot = ? AND stream <> ALL (?) RETURNING stream)
        DELETE FROM %s WHERE stream IN (SELECT stream FROM gone)
        """
            .formatted(names.snapshot(), names.chunk());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, slot);
      statement.setArray(2, texts(streams));
      statement.executeUpdate();
    }
  }

  /** Makes known that the stream begins with the rows that are there. */
  void begin(String slot, String stream) throws SQLException {
    String sql =
        "INSERT INTO %s (slot, stream) VALUES (?, ?) ON CONFLICT (stream) DO NOTHING"
            .formatted(names.snapshot());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, slot);
      statement.setString(2, stream);
      statement.executeUpdate();
    }
  }

  /** Empty for a stream that began with the log. */
  Optional<SnapshotState> load(String stream) throws SQLException {
    String sql =
        "SELECT key_columns, upper_key, row_count, last_id, complete FROM %s WHERE stream = ?"
            .formatted(names.snapshot());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, stream);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(
                new SnapshotState(
                    texts(row.getArray("key_columns")),
                    texts(row.getArray("upper_key")),
                    row.getLong("row_count"),
                    row.getLong("last_id"),
                    row.getBoolean("complete")))
            : Optional.empty();
      }
    }
  }

  /**
   * Stores a chunk and how far the stream is with it, both or neither.
   *
   * @param chunk null when there are no more rows
   */
  void save(String stream, @Nullable Chunk chunk, SnapshotState state) throws SQLException {
    String sql =
        """
        WITH chunk AS (INSERT INTO %s (stream, first_id, last_id, messages)
                       SELECT ?, ?, ?, ? WHERE ?)
        UPDATE %s SET key_columns = ?, upper_key = ?, row_count = ?, last_id = ?, complete = ?
        WHERE stream = ?
        """
            .formatted(names.chunk(), names.snapshot());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, stream);
      statement.setLong(2, chunk == null ? 0 : chunk.firstId());
      statement.setLong(3, chunk == null ? 0 : chunk.lastId());
      statement.setBytes(4, chunk == null ? new byte[0] : chunk.toBytes());
      statement.setBoolean(5, chunk != null);
      statement.setArray(6, texts(state.keyColumns()));
      statement.setArray(7, texts(state.upperKey()));
      statement.setLong(8, state.rowCount());
      statement.setLong(9, state.lastId());
      statement.setBoolean(10, state.complete());
      statement.setString(11, stream);
      if (statement.executeUpdate() != 1) {
        throw new IllegalStateException(
            "the snapshot of stream %s is not stored any more; an uninstall has removed it"
                .formatted(stream));
      }
    }
  }

  /** The first chunk with a message after that id. */
  Optional<Chunk> after(String stream, long id) throws SQLException {
    String sql =
        """
        SELECT first_id, messages FROM %s WHERE stream = ? AND last_id > ?
        ORDER BY first_id LIMIT 1
        """
            .formatted(names.chunk());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, stream);
      statement.setLong(2, id);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(Chunk.of(row.getLong("first_id"), row.getBytes("messages")))
            : Optional.empty();
      }
    }
  }

  /** Of the first chunk that is stored the last message; the highest number where there is none. */
  long oldestLastId(String stream) throws SQLException {
    String sql =
        "SELECT last_id FROM %s WHERE stream = ? ORDER BY first_id LIMIT 1"
            .formatted(names.chunk());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, stream);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : Long.MAX_VALUE;
      }
    }
  }

  /** Forgets chunks whose messages are all acknowledged. */
  void acknowledge(String stream, long id) throws SQLException {
    delete("stream = ? AND last_id <= ?", stream, id);
  }

  /** Forgets chunks that lie after that id, of a copy that was broken off. */
  void truncate(String stream, long id) throws SQLException {
    delete("stream = ? AND last_id > ?", stream, id);
  }

  private void delete(String condition, String stream, long id) throws SQLException {
    String sql = "DELETE FROM " + names.chunk() + " WHERE " + condition;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, stream);
      statement.setLong(2, id);
      statement.executeUpdate();
    }
  }

  private @Nullable Array texts(@Nullable List<String> texts) throws SQLException {
    return texts == null ? null : connection.createArrayOf("text", texts.toArray());
  }

  private static @Nullable List<String> texts(@Nullable Array array) throws SQLException {
    return array == null ? null : List.of((String[]) array.getArray());
  }
}
