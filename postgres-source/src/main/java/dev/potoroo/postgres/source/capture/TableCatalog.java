package dev.potoroo.postgres.source.capture;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CapturedTable.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks tables up in the catalog. Needs no right on them. */
public final class TableCatalog {
  private final Connection connection;

  public TableCatalog(Connection connection) {
    this.connection = connection;
  }

  /**
   * The table of that name, found by the search path where the name has no schema.
   *
   * @throws ConfigurationException when there is none, or it is no ordinary or partitioned table
   */
  public CapturedTable find(QualifiedName wanted) throws SQLException {
    String sql =
        """
        SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpersistence
        FROM pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relname = ?
          AND CASE WHEN ?::text IS NULL THEN pg_catalog.pg_table_is_visible(c.oid)
                   ELSE n.nspname = ? END
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      SqlName schema = wanted.schema();
      statement.setString(1, wanted.name().value());
      statement.setString(2, schema == null ? null : schema.value());
      statement.setString(3, schema == null ? null : schema.value());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new ConfigurationException(
              "--table: there is no table %s in database \"%s\"; create it, or name another (schema.table, odd names in double quotes)"
                  .formatted(wanted, connection.getCatalog()));
        }
        requireTable(wanted, row.getString("relkind"), row.getString("relpersistence"));
        return read(
            row.getLong("oid"),
            new QualifiedName(
                new SqlName(row.getString("nspname")), new SqlName(row.getString("relname"))),
            row.getString("relkind").equals("p"));
      }
    }
  }

  /** What a table is called now; empty when it was dropped. */
  public Optional<QualifiedName> nameOf(long oid) throws SQLException {
    String sql =
        """
        SELECT n.nspname, c.relname
        FROM pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.oid = ?::oid
        """;
    return list(
            sql,
            oid,
            row -> new QualifiedName(new SqlName(row.getString(1)), new SqlName(row.getString(2))))
        .stream()
        .findFirst();
  }

  private static void requireTable(QualifiedName wanted, String kind, String persistence) {
    if (!kind.equals("r") && !kind.equals("p")) {
      String what =
          switch (kind) {
            case "v" -> "a view";
            case "m" -> "a materialized view";
            case "f" -> "a foreign table";
            case "S" -> "a sequence";
            default -> "of relkind " + kind;
          };
      throw new ConfigurationException(
          "--table: expected an ordinary or partitioned table, %s is %s".formatted(wanted, what));
    }
    if (persistence.equals("t")) {
      throw new ConfigurationException(
          "--table: %s is a temporary table; only its own session sees it".formatted(wanted));
    }
  }

  private CapturedTable read(long oid, QualifiedName name, boolean partitioned)
      throws SQLException {
    return new CapturedTable(
        oid, name, columns(oid), primaryKey(oid), partitioned, partitions(oid));
  }

  private List<Column> columns(long oid) throws SQLException {
    String sql =
        """
        SELECT attname, pg_catalog.format_type(atttypid, atttypmod)
        FROM pg_catalog.pg_attribute
        WHERE attrelid = ?::oid AND attnum > 0 AND NOT attisdropped
        ORDER BY attnum
        """;
    return list(sql, oid, row -> new Column(new SqlName(row.getString(1)), row.getString(2)));
  }

  private List<SqlName> primaryKey(long oid) throws SQLException {
    String sql =
        """
        SELECT a.attname
        FROM pg_catalog.pg_index AS i
        CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
        WHERE i.indrelid = ?::oid AND i.indisprimary AND k.place <= i.indnkeyatts
        ORDER BY k.place
        """;
    return list(sql, oid, row -> new SqlName(row.getString(1)));
  }

  private List<QualifiedName> partitions(long oid) throws SQLException {
    String sql =
        """
        SELECT n.nspname, c.relname
        FROM pg_catalog.pg_partition_tree(?::oid::regclass) AS p
        JOIN pg_catalog.pg_class AS c ON c.oid = p.relid
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE p.level > 0
        ORDER BY n.nspname, c.relname
        """;
    return list(
        sql,
        oid,
        row -> new QualifiedName(new SqlName(row.getString(1)), new SqlName(row.getString(2))));
  }

  private <T> List<T> list(String sql, long oid, RowReader<T> reader) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, oid);
      try (ResultSet row = statement.executeQuery()) {
        List<T> found = new ArrayList<>();
        while (row.next()) {
          found.add(reader.read(row));
        }
        return found;
      }
    }
  }

  @FunctionalInterface
  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }
}
