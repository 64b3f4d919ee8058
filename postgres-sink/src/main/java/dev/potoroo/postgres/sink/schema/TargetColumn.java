package dev.potoroo.postgres.sink.schema;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column as the catalog has it.
 *
 * @param type as people write it, with length
 * @param baseType its name in pg_type, for a domain that of what it stands for
 * @param generated computed by the server
 * @param filled NOT NULL is no trouble when nothing is given: default, identity, or nullable
 * @param mayInsert whether this user may
 * @param sequence that its default draws from, where this user may not; null else
 */
record TargetColumn(
    SqlName name,
    String type,
    String baseType,
    boolean generated,
    boolean filled,
    boolean primaryKey,
    boolean mayInsert,
    @Nullable QualifiedName sequence) {

  private static final String QUERY =
      """
      WITH RECURSIVE base AS (
          SELECT oid AS type, oid AS base FROM pg_type WHERE typtype <> 'd'
        UNION ALL
          SELECT t.oid, base.base FROM pg_type t JOIN base ON t.typbasetype = base.type
            WHERE t.typtype = 'd'
      )
      SELECT a.attname, format_type(a.atttypid, a.atttypmod), b.typname, a.attgenerated <> '',
          NOT a.attnotnull OR a.atthasdef OR a.attidentity <> '',
          EXISTS (SELECT FROM pg_index i
              WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey)),
          has_column_privilege(a.attrelid, a.attnum, 'INSERT'), drawn.schema, drawn.name
        FROM pg_attribute a
          JOIN base ON base.type = a.atttypid
          JOIN pg_type b ON b.oid = base.base
          LEFT JOIN LATERAL (
            SELECT n.nspname AS schema, s.relname AS name
              FROM pg_attrdef d
                JOIN pg_depend p ON p.classid = 'pg_attrdef'::regclass AND p.objid = d.oid
                  AND p.refclassid = 'pg_class'::regclass
                JOIN pg_class s ON s.oid = p.refobjid
                JOIN pg_namespace n ON n.oid = s.relnamespace
              WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum
                AND CASE WHEN s.relkind = 'S'
                      THEN NOT has_sequence_privilege(s.oid, 'USAGE, UPDATE') END
              LIMIT 1
          ) drawn ON true
        WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attnum""";

  static List<TargetColumn> of(Connection connection, long table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
      statement.setLong(1, table);
      List<TargetColumn> columns = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          columns.add(read(row));
        }
      }
      return columns;
    }
  }

  private static TargetColumn read(ResultSet row) throws SQLException {
    @Nullable String sequenceSchema = row.getString(8);
    return new TargetColumn(
        new SqlName(row.getString(1)),
        row.getString(2),
        row.getString(3),
        row.getBoolean(4),
        row.getBoolean(5),
        row.getBoolean(6),
        row.getBoolean(7),
        sequenceSchema == null
            ? null
            : new QualifiedName(new SqlName(sequenceSchema), new SqlName(row.getString(9))));
  }

  boolean isInteger() {
    return List.of("int2", "int4", "int8").contains(baseType);
  }
}
