package dev.potoroo.postgres.source.capture;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.capture.CapturedTable.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What becomes of a row, as SQL expressions over its {@code row_to_json}.
 *
 * <p>The expressions pick members out of the JSON text rather than columns out of the row. So a
 * value keeps the exact form that {@code row_to_json} gives it, and a column that was dropped since
 * reads as null: a trigger that named the column would fail every write to the table.
 *
 * @param columns of {@code --columns}, in its order; empty for all that the row has
 * @param primaryKey what the message's key is made of; empty for no key
 * @param operations inserts alone give the bare row, else each payload says what happened
 */
public record Projection(
    List<Column> columns, List<SqlName> primaryKey, Set<Operation> operations) {

  public Projection {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
    operations = Set.copyOf(operations);
  }

  /**
   * @param wanted of {@code --columns}
   * @throws ConfigurationException naming every wanted column that the table does not have
   */
  public static Projection of(
      CapturedTable table, List<SqlName> wanted, Set<Operation> operations) {
    List<Column> columns = new ArrayList<>();
    List<String> complaints = new ArrayList<>();
    for (SqlName name : wanted) {
      table.column(name).ifPresentOrElse(columns::add, () -> complaints.add(missing(table, name)));
    }
    if (!complaints.isEmpty()) {
      throw new ConfigurationException(complaints);
    }
    return new Projection(columns, table.primaryKey(), operations);
  }

  private static String missing(CapturedTable table, SqlName name) {
    return "--columns: table %s has no column %s; it has %s"
        .formatted(
            table.name(),
            name,
            table.columns().stream()
                .map(column -> column.name().toString())
                .collect(Collectors.joining(", ")));
  }

  /**
   * The payload, of type {@code text}.
   *
   * @param before an expression of type json for the row before, ignored for an insert
   * @param after the same for the row after, ignored for a delete
   */
  String payload(Operation operation, String before, String after) {
    if (operations.equals(Set.of(Operation.INSERT))) {
      return chosen(after) + "::text";
    }
    return """
        concat('{"operation":"%s","before":', %s, ',"after":', %s, '}')"""
        .formatted(
            operation.word(),
            operation == Operation.INSERT ? "'null'" : chosen(before),
            operation == Operation.DELETE ? "'null'" : chosen(after));
  }

  /** The key, of type {@code text}: null where there is none. */
  String key(String row) {
    return switch (primaryKey.size()) {
      case 0 -> "NULL::text";
      case 1 -> row + " ->> " + literal(primaryKey.get(0));
      default ->
          primaryKey.stream()
              .map(column -> row + " -> " + literal(column))
              .collect(Collectors.joining(", ", "json_build_array(", ")::text"));
    };
  }

  private String chosen(String row) {
    if (columns.isEmpty()) {
      return row;
    }
    return columns.stream()
        .map(Column::name)
        .map(name -> row + " -> " + literal(name) + " AS " + name.quoted())
        .collect(Collectors.joining(", ", "(SELECT row_to_json(c.*) FROM (SELECT ", ") AS c)"));
  }

  private static String literal(SqlName name) {
    return SqlText.literal(name.value());
  }
}
