package dev.potoroo.postgres.source.wal.snapshot;

import dev.potoroo.connector.RetryableException;
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
import java.util.Map;
import java.util.TreeMap;

/**
 * Looks tables up, in the catalog as the connection's transaction sees it: within an imported
 * snapshot, as it was then. Needs no right on them.
 */
final class ReadableTables {
  /**
   * The table and all its partitions. Out of the tables of the catalog, for functions such as
   * pg_partition_tree do not keep to the snapshot of a transaction.
   */
  private static final String TREE =
      """
      WITH RECURSIVE tree (oid) AS (
        SELECT ?::oid
        UNION ALL
        SELECT i.inhrelid FROM tree AS t
        JOIN pg_catalog.pg_inherits AS i ON i.inhparent = t.oid
        JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid AND c.relispartition)
      """;

  private final Connection connection;
  private final boolean generatedColumns;

  /**
   * @param generatedColumns whether the log has those that are stored; it never has others
   */
  ReadableTables(Connection connection, boolean generatedColumns) {
    this.connection = connection;
    this.generatedColumns = generatedColumns;
  }

  /**
   * @throws RetryableException when there is no such table any more
   */
  ReadableTable find(long oid) throws SQLException, RetryableException {
    String sql =
        TREE
            + """
            SELECT n.nspname, c.relname, c.relreplident, c.relkind = 'p' AS partitioned,
                   (SELECT sum(greatest(p.reltuples, 0)) FROM tree JOIN pg_catalog.pg_class AS p
                    ON p.oid = tree.oid AND p.relkind = 'r')::bigint AS estimated_rows
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.oid = ?::oid
            """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, oid);
      statement.setLong(2, oid);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new RetryableException("table " + oid + " was dropped while it was to be read");
        }
        ReplicaIdentity identity = identity(row.getString("relreplident"));
        Map<Integer, KeyColumn> key = new TreeMap<>();
        List<Column> columns = columns(oid, identity, key);
        return new ReadableTable(
            new Table(
                oid,
                new QualifiedName(
                    new SqlName(row.getString("nspname")), new SqlName(row.getString("relname"))),
                identity,
                columns),
            row.getBoolean("partitioned"),
            List.copyOf(key.values()),
            row.getLong("estimated_rows"),
            fingerprint(oid));
      }
    }
  }

  /**
   * @param key takes the columns of the key, by their place in it
   */
  private List<Column> columns(long oid, ReplicaIdentity identity, Map<Integer, KeyColumn> key)
      throws SQLException {
    String sql =
        """
        SELECT a.attname, a.atttypid, a.atttypmod, format_type(a.atttypid, a.atttypmod) AS type,
               (SELECT quote_ident(n.nspname) || '.' || quote_ident(l.collname)
                FROM pg_catalog.pg_collation AS l
                JOIN pg_catalog.pg_namespace AS n ON n.oid = l.collnamespace
                WHERE l.oid = a.attcollation) AS collation,
               coalesce(k.place, 0) AS key_place,
               a.attgenerated = '' OR a.attgenerated = 's' AND ? AS logged
        FROM pg_catalog.pg_attribute AS a
        LEFT JOIN (SELECT u.attnum, u.place
                   FROM pg_catalog.pg_index AS i
                   JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
                   CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS u (attnum, place)
                   WHERE i.indrelid = ?::oid AND u.place <= i.indnkeyatts
                     AND CASE c.relreplident WHEN 'i' THEN i.indisreplident
                                             ELSE i.indisprimary END) AS k
          ON k.attnum = a.attnum
        WHERE a.attrelid = ?::oid AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum
        """;
    List<Column> columns = new ArrayList<>();
    boolean wholeKey = true;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setBoolean(1, generatedColumns);
      statement.setLong(2, oid);
      statement.setLong(3, oid);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          SqlName name = new SqlName(row.getString("attname"));
          int place = row.getInt("key_place");
          if (!row.getBoolean("logged")) {
            wholeKey &= place == 0;
            continue;
          }
          if (place > 0) {
            key.put(place, new KeyColumn(name, row.getString("type"), row.getString("collation")));
          }
          columns.add(
              new Column(
                  name,
                  row.getLong("atttypid"),
                  row.getInt("atttypmod"),
                  isIdentity(identity, place)));
        }
      }
    }
    if (!wholeKey) {
      // What is left of it is in no order of its own, and does not tell rows apart.
      key.clear();
    }
    return columns;
  }

  private static boolean isIdentity(ReplicaIdentity identity, int keyPlace) {
    return switch (identity) {
      case FULL -> true;
      case NOTHING -> false;
      case DEFAULT, INDEX -> keyPlace > 0;
    };
  }

  /** Of storage, columns, key, name and partitions. */
  String fingerprint(long oid) throws SQLException {
    String sql =
        TREE
            + """
            SELECT md5(string_agg(part, ';' ORDER BY part COLLATE "C")) FROM (
              SELECT concat_ws(' ', 'c', c.oid, c.relfilenode, c.relkind, c.relreplident,
                               c.relnamespace, c.relname)
              FROM tree JOIN pg_catalog.pg_class AS c ON c.oid = tree.oid
              UNION ALL
              SELECT concat_ws(' ', 'a', attnum, atttypid, atttypmod, attisdropped, attgenerated,
                               attname)
              FROM pg_catalog.pg_attribute WHERE attrelid = ?::oid AND attnum > 0
              UNION ALL
              SELECT concat_ws(' ', 'i', indexrelid, indisprimary, indisreplident, indkey)
              FROM pg_catalog.pg_index WHERE indrelid = ?::oid
            ) AS parts (part)
            """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, oid);
      statement.setLong(2, oid);
      statement.setLong(3, oid);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return String.valueOf(row.getString(1));
      }
    }
  }

  private static ReplicaIdentity identity(String code) {
    return switch (code) {
      case "f" -> ReplicaIdentity.FULL;
      case "i" -> ReplicaIdentity.INDEX;
      case "n" -> ReplicaIdentity.NOTHING;
      default -> ReplicaIdentity.DEFAULT;
    };
  }
}
