package dev.potoroo.postgres.source.notify;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.notify.RowNotification.Inline;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The rows that did not fit into a notification, each put aside by the transaction that wrote it.
 */
final class OversizeRows {
  private final Connection connection;
  private final NotifyName names;

  OversizeRows(Connection connection, NotifyName names) {
    this.connection = connection;
    this.names = names;
  }

  /** Takes the row away; empty when somebody else has. */
  Optional<Inline> take(long id) throws SQLException {
    String sql =
        "DELETE FROM " + names.oversize() + " WHERE id = ? RETURNING event_time, key, payload";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, id);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(new Inline(row.getLong(1), row.getBytes(2), row.getBytes(3)))
            : Optional.empty();
      }
    }
  }

  /** Deletes what was put aside while nobody listened: its notification is gone. */
  int discard(SqlName channel) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM " + names.oversize() + " WHERE channel = ?")) {
      statement.setString(1, channel.value());
      return statement.executeUpdate();
    }
  }
}
