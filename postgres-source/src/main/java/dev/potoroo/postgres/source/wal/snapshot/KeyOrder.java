package dev.potoroo.postgres.source.wal.snapshot;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Tells which of two keys comes first. The server says so: only it knows the order of a type, and
 * of text in a collation.
 */
final class KeyOrder {
  private final Connection work;
  private final String sql;

  /**
   * @param key at least one column
   */
  KeyOrder(Connection work, List<KeyColumn> key) {
    this.work = work;
    String row = "ROW(" + String.join(", ", key.stream().map(KeyColumn::parameter).toList()) + ")";
    this.sql = "SELECT " + row + " <= " + row;
  }

  /** Whether the key is the upper one, or comes before it. */
  boolean isAtMost(List<String> key, List<String> upper) throws SQLException {
    try (PreparedStatement statement = work.prepareStatement(sql)) {
      setTexts(statement, 1, key);
      setTexts(statement, 1 + key.size(), upper);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  static void setTexts(PreparedStatement statement, int first, List<String> texts)
      throws SQLException {
    for (int i = 0; i < texts.size(); i++) {
      statement.setString(first + i, texts.get(i));
    }
  }
}
