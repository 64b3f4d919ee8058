package dev.potoroo.postgres.source.wal.catalog;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.wal.change.Column;
import dev.potoroo.postgres.source.wal.change.ReplicaIdentity;
import dev.potoroo.postgres.source.wal.change.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a table from the catalog in the way that the log describes tables. */
final class CatalogTable {

  private CatalogTable() {}

  static Optional<Table> find(Connection connection, QualifiedName name) throws SQLException {
    SqlName schema = name.schema();
    if (schema == null) {
      throw new IllegalArgumentException("expected a table with its schema, got " + name);
    }
    String sql =
        """
        SELECT c.oid, c.relreplident
        FROM pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p')
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, schema.value());
      statement.setString(2, name.name().value());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        long oid = row.getLong("oid");
        ReplicaIdentity identity = identity(row.getString("relreplident"));
        return Optional.of(new Table(oid, name, identity, columns(connection, oid)));
      }
    }
  }

  private static List<Column> columns(Connection connection, long oid) throws SQLException {
    String sql =
        """
        SELECT a.attname, a.atttypid, a.atttypmod,
               c.relreplident = 'f' OR EXISTS
                 (SELECT FROM pg_catalog.pg_index AS i
                  WHERE i.indrelid = a.attrelid AND a.attnum = ANY (i.indkey::int2[])
                    AND CASE c.relreplident WHEN 'd' THEN i.indisprimary
                                            WHEN 'i' THEN i.indisreplident ELSE false END) AS key
        FROM pg_catalog.pg_attribute AS a
        JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
        WHERE a.attrelid = ?::oid AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, oid);
      try (ResultSet row = statement.executeQuery()) {
        List<Column> columns = new ArrayList<>();
        while (row.next()) {
          columns.add(
              new Column(
                  new SqlName(row.getString("attname")),
                  row.getLong("atttypid"),
                  row.getInt("atttypmod"),
                  row.getBoolean("key")));
        }
        return columns;
      }
    }
  }

  private static ReplicaIdentity identity(String code) {
    return switch (code) {
      case "n" -> ReplicaIdentity.NOTHING;
      case "f" -> ReplicaIdentity.FULL;
      case "i" -> ReplicaIdentity.INDEX;
      default -> ReplicaIdentity.DEFAULT;
    };
  }
}
