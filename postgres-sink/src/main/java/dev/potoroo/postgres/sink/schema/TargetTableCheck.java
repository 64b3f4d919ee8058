package dev.potoroo.postgres.sink.schema;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the target table before the first row is written: that it is there, that its column
 * takes a payload, that no other column asks for a value, that this user may insert, and that a
 * crash keeps its rows. What is amiss is named with the SQL that mends it.
 */
final class TargetTableCheck {
  private static final String TEXT_TYPES = "text, varchar, json, jsonb or bytea";

  /** PostgreSQL shortens the name of a serial's sequence when the table's is longer, in bytes. */
  private static final int LONGEST_NAME_BEFORE_SEQUENCE = 56;

  private final Connection connection;
  private final SchemaCheck wanted;
  private final SqlName user;
  private final Findings findings;

  TargetTableCheck(Connection connection, SchemaCheck wanted, SqlName user, Findings findings) {
    this.connection = connection;
    this.wanted = wanted;
    this.user = user;
    this.findings = findings;
  }

  /**
   * Creates the table if asked to, and checks it.
   *
   * @return empty when there are findings
   */
  Optional<TargetTable> run() throws SQLException {
    @Nullable Relation relation = find();
    if (relation == null) {
      relation = create();
    }
    if (relation == null) {
      return Optional.empty();
    }
    checkRelation(relation);
    List<TargetColumn> columns = TargetColumn.of(connection, relation.oid());
    for (TargetColumn column : columns) {
      if (!column.name().equals(wanted.column())) {
        checkOther(relation, column);
      }
    }
    PayloadType type = checkPayload(relation, columns);
    return findings.isEmpty()
        ? Optional.of(new TargetTable(relation.name(), wanted.column(), type))
        : Optional.empty();
  }

  /**
   * @param kind as pg_class has it: r is a table, p a partitioned one
   * @param persistence as pg_class has it: p is kept through a crash
   * @param mayInsert into any column, also one that is yet to come
   */
  private record Relation(
      long oid,
      QualifiedName name,
      String kind,
      String persistence,
      boolean mayUseSchema,
      boolean mayInsert) {
    String sql() {
      return name.quoted();
    }
  }

  /** Whether there is anything of that name. */
  boolean isThere() throws SQLException {
    return find() != null;
  }

  /** Whether {@link #run} could create it. */
  boolean mayCreate() throws SQLException {
    SqlName schema = wanted.table().schema();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT has_schema_privilege(coalesce(?, current_schema()), 'CREATE')")) {
      statement.setString(1, schema == null ? null : schema.value());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private @Nullable Relation find() throws SQLException {
    SqlName schema = wanted.table().schema();
    // By name, since to_regclass complains of a schema that one may not use.
    String where = schema == null ? "c.oid = to_regclass(?)" : "n.nspname = ? AND c.relname = ?";
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpersistence,"
                + " has_schema_privilege(n.oid, 'USAGE'), has_table_privilege(c.oid, 'INSERT')"
                + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE "
                + where)) {
      if (schema == null) {
        statement.setString(1, wanted.table().quoted());
      } else {
        statement.setString(1, schema.value());
        statement.setString(2, wanted.table().name().value());
      }
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? new Relation(
                row.getLong(1),
                new QualifiedName(new SqlName(row.getString(2)), new SqlName(row.getString(3))),
                row.getString(4),
                row.getString(5),
                row.getBoolean(6),
                row.getBoolean(7))
            : null;
      }
    }
  }

  private @Nullable Relation create() throws SQLException {
    if (wanted.createTable()) {
      ddl().run(connection, findings);
      return findings.isEmpty() ? find() : null;
    }
    ddl()
        .addTo(
            findings,
            "table %s is not there; create it, or start with --create-table"
                .formatted(wanted.table()));
    return null;
  }

  private Ddl ddl() {
    QualifiedName table = wanted.table();
    List<String> grants = new ArrayList<>();
    if (table.schema() != null) {
      grants.add(Ddl.grant("USAGE", "SCHEMA " + table.schema().quoted(), user));
    }
    grants.add(Ddl.grant("INSERT", "TABLE " + table.quoted(), user));
    String name = table.name().value();
    if (name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME_BEFORE_SEQUENCE) {
      QualifiedName sequence = new QualifiedName(table.schema(), new SqlName(name + "_id_seq"));
      grants.add(Ddl.grant("USAGE", "SEQUENCE " + sequence.quoted(), user));
    }
    return new Ddl(
        "table " + table,
        List.of(
            "CREATE TABLE %s (id serial PRIMARY KEY, %s varchar, created_at timestamptz NOT NULL DEFAULT now())"
                .formatted(table.quoted(), wanted.column().quoted())),
        grants);
  }

  private void checkRelation(Relation relation) {
    if (!relation.kind().equals("r") && !relation.kind().equals("p")) {
      findings.add("%s is no table; expected one".formatted(relation.name()), List.of());
    } else if (relation.persistence().equals("u")) {
      findings.add(
          "table %s is unlogged: a crash of the server would empty it; expected a logged one"
              .formatted(relation.name()),
          "ALTER TABLE " + relation.sql() + " SET LOGGED");
    } else if (!relation.persistence().equals("p")) {
      findings.add(
          "table %s is temporary; expected one that stays".formatted(relation.name()), List.of());
    }
    if (!relation.mayUseSchema() && relation.name().schema() != null) {
      findings.add(
          "user %s may not use schema %s".formatted(user, relation.name().schema()),
          Ddl.grant("USAGE", "SCHEMA " + relation.name().schema().quoted(), user));
    }
  }

  /** The answer counts only when there are no findings. */
  private PayloadType checkPayload(Relation relation, List<TargetColumn> columns) {
    SqlName name = wanted.column();
    Optional<TargetColumn> found =
        columns.stream().filter(column -> column.name().equals(name)).findFirst();
    if (found.isEmpty()) {
      findings.add(
          "table %s has no column %s; expected one of type %s"
              .formatted(relation.name(), name, TEXT_TYPES),
          remedyForMissing(relation));
      return PayloadType.TEXT;
    }
    TargetColumn column = found.get();
    String alter = "ALTER TABLE " + relation.sql() + " ALTER COLUMN " + name.quoted();
    if (column.generated()) {
      findings.add(
          "column %s of table %s is generated; expected a plain one"
              .formatted(name, relation.name()),
          alter + " DROP EXPRESSION");
    }
    if (!column.mayInsert()) {
      findings.add(
          "user %s may not insert into column %s of table %s"
              .formatted(user, name, relation.name()),
          Ddl.grant("INSERT", "TABLE " + relation.sql(), user));
    }
    Optional<PayloadType> type = PayloadType.of(column.baseType());
    if (type.isEmpty()) {
      findings.add(
          "column %s of table %s is unfit: expected type %s, got %s"
              .formatted(name, relation.name(), TEXT_TYPES, column.type()),
          alter + " TYPE text");
    }
    return type.orElse(PayloadType.TEXT);
  }

  private List<String> remedyForMissing(Relation relation) {
    String add =
        "ALTER TABLE %s ADD COLUMN %s text".formatted(relation.sql(), wanted.column().quoted());
    return relation.mayInsert()
        ? List.of(add)
        : List.of(add, Ddl.grant("INSERT", "TABLE " + relation.sql(), user));
  }

  private void checkOther(Relation relation, TargetColumn column) {
    if (!column.filled()) {
      findings.add(
          "column %s of table %s is NOT NULL and has no default, and this sink fills only %s"
              .formatted(column.name(), relation.name(), wanted.column()),
          remedyForEmpty(relation, column));
    }
    if (column.sequence() != null) {
      findings.add(
          "user %s may not draw from sequence %s, the default of column %s"
              .formatted(user, column.sequence(), column.name()),
          Ddl.grant("USAGE", "SEQUENCE " + column.sequence().quoted(), user));
    }
  }

  private static List<String> remedyForEmpty(Relation relation, TargetColumn column) {
    String alter = "ALTER TABLE " + relation.sql() + " ALTER COLUMN " + column.name().quoted();
    if (!column.primaryKey()) {
      return List.of(alter + " DROP NOT NULL");
    }
    return column.isInteger()
        ? List.of(alter + " ADD GENERATED BY DEFAULT AS IDENTITY")
        : List.of();
  }
}
