package dev.potoroo.postgres.source.wal.catalog;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.wal.catalog.PostgresType.Array;
import dev.potoroo.postgres.source.wal.catalog.PostgresType.Composite;
import dev.potoroo.postgres.source.wal.catalog.PostgresType.Field;
import dev.potoroo.postgres.source.wal.catalog.PostgresType.Hstore;
import dev.potoroo.postgres.source.wal.catalog.PostgresType.Scalar;
import dev.potoroo.postgres.source.wal.catalog.PostgresType.Vector;
import dev.potoroo.postgres.source.wal.change.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the server about each type once. Not thread-safe, as its connection is not. */
public final class JdbcLogCatalog implements LogCatalog {
  private static final long INT2VECTOR = 22;
  private static final long OIDVECTOR = 30;
  private static final long INT2 = 21;
  private static final long OID = 26;

  private final Connection connection;
  private final Map<Long, PostgresType> types = new HashMap<>();

  /**
   * @param connection stays the caller's
   */
  public JdbcLogCatalog(Connection connection) {
    this.connection = connection;
  }

  @Override
  public PostgresType type(long oid) throws SQLException {
    PostgresType known = types.get(oid);
    return known == null ? typeAsOfNow(oid) : known;
  }

  @Override
  public PostgresType typeAsOfNow(long oid) throws SQLException {
    PostgresType type = look(oid);
    types.put(oid, type);
    return type;
  }

  private PostgresType look(long oid) throws SQLException {
    String sql =
        """
        SELECT t.typtype, t.typbasetype, t.typelem, t.typrelid, e.typdelim,
               EXISTS (SELECT FROM pg_catalog.pg_type AS a
                       WHERE a.oid = t.typelem AND a.typarray = t.oid) AS is_array,
               t.typname = 'hstore' AND EXISTS
                 (SELECT FROM pg_catalog.pg_cast AS c
                  WHERE c.castsource = t.oid AND c.casttarget = 'json'::regtype) AS is_hstore
        FROM pg_catalog.pg_type AS t
        LEFT JOIN pg_catalog.pg_type AS e ON e.oid = t.typelem
        WHERE t.oid = ?::oid
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, oid);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return new Scalar(oid);
        }
        return read(oid, row);
      }
    }
  }

  private PostgresType read(long oid, ResultSet row) throws SQLException {
    if (oid == INT2VECTOR || oid == OIDVECTOR) {
      return new Vector(oid, new Scalar(oid == INT2VECTOR ? INT2 : OID));
    }
    if (row.getBoolean("is_array")) {
      return new Array(oid, type(row.getLong("typelem")), row.getString("typdelim").charAt(0));
    }
    if (row.getBoolean("is_hstore")) {
      return new Hstore(oid);
    }
    return switch (row.getString("typtype")) {
      case "d" -> type(row.getLong("typbasetype"));
      case "c" -> new Composite(oid, fields(row.getLong("typrelid")));
      default -> new Scalar(oid);
    };
  }

  private List<Field> fields(long relationOid) throws SQLException {
    String sql =
        """
        SELECT attname, atttypid
        FROM pg_catalog.pg_attribute
        WHERE attrelid = ?::oid AND attnum > 0 AND NOT attisdropped
        ORDER BY attnum
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, relationOid);
      try (ResultSet row = statement.executeQuery()) {
        List<Field> fields = new ArrayList<>();
        while (row.next()) {
          fields.add(new Field(new SqlName(row.getString(1)), type(row.getLong(2))));
        }
        return fields;
      }
    }
  }

  @Override
  public String typeName(long oid, int modifier) throws SQLException {
    String sql = "SELECT pg_catalog.format_type(?::oid, ?)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, oid);
      statement.setInt(2, modifier);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  @Override
  public Optional<Table> table(QualifiedName name) throws SQLException {
    return CatalogTable.find(connection, name);
  }

  @Override
  public List<SqlName> primaryKey(long tableOid) throws SQLException {
    String sql =
        """
        SELECT a.attname
        FROM pg_catalog.pg_index AS i
        CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
        WHERE i.indrelid = ?::oid AND i.indisprimary AND k.place <= i.indnkeyatts
        ORDER BY k.place
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, tableOid);
      try (ResultSet row = statement.executeQuery()) {
        List<SqlName> names = new ArrayList<>();
        while (row.next()) {
          names.add(new SqlName(row.getString(1)));
        }
        return names;
      }
    }
  }
}
