package dev.potoroo.postgres.source.wal.json;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.wal.catalog.LogCatalog;
import dev.potoroo.postgres.source.wal.catalog.PostgresType;
import dev.potoroo.postgres.source.wal.change.Column;
import dev.potoroo.postgres.source.wal.change.ColumnValue;
import dev.potoroo.postgres.source.wal.change.ColumnValue.Null;
import dev.potoroo.postgres.source.wal.change.ColumnValue.Text;
import dev.potoroo.postgres.source.wal.change.ColumnValue.UnchangedToast;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.change.Table;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes rows of one shape of a table as {@code row_to_json} does. Columns whose value is not there
 * are left out: those of a row before that came as a key, and unchanged ones that are stored out of
 * line. Not thread-safe.
 */
public final class RowJson {
  /** In place of a column that the table does not have (any more): it reads as null. */
  private static final int NONE = -1;

  private final List<SqlName> names;
  private final int[] places;
  private final ValueWriter[] writers;
  private final byte[][] prefixes;

  private RowJson(List<SqlName> names, int[] places, ValueWriter[] writers) {
    this.names = List.copyOf(names);
    this.places = places;
    this.writers = writers;
    this.prefixes = new byte[places.length][];
    for (int i = 0; i < places.length; i++) {
      prefixes[i] = Member.of(names.get(i), true, writers[i]).prefix();
    }
  }

  /**
   * As {@code row_to_json} writes values.
   *
   * @param columns in their order in the JSON; empty for all that the table has
   */
  public static RowJson of(Table table, List<SqlName> columns, LogCatalog catalog)
      throws SQLException {
    return of(table, columns, catalog, (type, column) -> ValueWriters.of(type, catalog));
  }

  /** With other values than those of {@code row_to_json}. */
  public static RowJson of(
      Table table, List<SqlName> columns, LogCatalog catalog, WriterChoice choice)
      throws SQLException {
    List<SqlName> tableNames = table.columns().stream().map(Column::name).toList();
    List<SqlName> names = columns.isEmpty() ? tableNames : columns;
    int[] places = new int[names.size()];
    ValueWriter[] writers = new ValueWriter[places.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = tableNames.indexOf(names.get(i));
      writers[i] = ScalarWriter.TEXT;
      if (places[i] != NONE) {
        Column column = table.columns().get(places[i]);
        writers[i] = choice.of(catalog.type(column.typeOid()), column);
      }
    }
    return new RowJson(names, places, writers);
  }

  /** Picks what writes the values of a column. */
  @FunctionalInterface
  public interface WriterChoice {
    ValueWriter of(PostgresType type, Column column);
  }

  /** The object, in the order of the columns. */
  public void write(Row row, JsonBuffer out) throws SQLException {
    boolean first = true;
    out.append('{');
    for (int i = 0; i < places.length; i++) {
      ColumnValue value = value(row, i);
      if (value instanceof Text || value instanceof Null) {
        if (!first) {
          out.append(',');
        }
        first = false;
        out.append(prefixes[i]);
        write(value, writers[i], out);
      }
    }
    out.append('}');
  }

  static void write(ColumnValue value, ValueWriter writer, JsonBuffer out) throws SQLException {
    if (value instanceof Text text) {
      writer.write(text.bytes(), text.offset(), text.length(), out);
    } else {
      out.appendNull();
    }
  }

  /** The names of the columns that are {@link UnchangedToast}, in the order of the columns. */
  public List<SqlName> unchanged(Row row) {
    List<SqlName> unchanged = List.of();
    for (int i = 0; i < places.length; i++) {
      if (value(row, i) instanceof UnchangedToast) {
        unchanged = unchanged.isEmpty() ? new ArrayList<>() : unchanged;
        unchanged.add(names.get(i));
      }
    }
    return unchanged;
  }

  private ColumnValue value(Row row, int i) {
    return places[i] == NONE ? Null.INSTANCE : row.values().get(places[i]);
  }
}
