package dev.potoroo.postgres.source.wal.wal2json;

import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.wal.catalog.LogCatalog;
import dev.potoroo.postgres.source.wal.change.Column;
import dev.potoroo.postgres.source.wal.change.Table;
import dev.potoroo.postgres.source.wal.change.UnreadableLogException;
import dev.potoroo.postgres.source.wal.wal2json.Document.Cell;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of tables, which the plugin does not tell: gathered from the columns that documents
 * have and from the catalog, which may be ahead of the log.
 *
 * <p>An insertion has all columns. An update leaves out those that it left as they were and that
 * are stored out of line; that a column was dropped looks the same, so the catalog is asked when
 * one is missing for the first time.
 */
final class NamedTables {
  private final LogCatalog catalog;
  private final Map<QualifiedName, Table> tables = new HashMap<>();

  /** Columns that the catalog had when they were missing first. */
  private final Map<QualifiedName, Set<SqlName>> present = new HashMap<>();

  NamedTables(LogCatalog catalog) {
    this.catalog = catalog;
  }

  @Nullable Table known(QualifiedName name) {
    return tables.get(name);
  }

  /**
   * @param cells all columns that the table had then
   */
  Table withAll(QualifiedName name, List<Cell> cells) throws SQLException {
    Table known = tables.get(name);
    if (known != null && known.columns().size() == cells.size() && holds(known, cells)) {
      return known;
    }
    return learn(name, shape(ask(name), cells));
  }

  /**
   * @param cells some of the columns that the table had then
   */
  Table withSome(QualifiedName name, List<Cell> cells) throws SQLException {
    Table known = tables.get(name);
    if (known != null && holds(known, cells)) {
      return withoutDropped(known, cells);
    }
    Table current = ask(name);
    return learn(name, holds(current, cells) ? current : shape(current, cells));
  }

  /** Only the columns of an UPDATE's row after say which are missing; a key has always few. */
  private Table withoutDropped(Table known, List<Cell> cells) throws SQLException {
    Set<SqlName> missing = new HashSet<>();
    for (Column column : known.columns()) {
      missing.add(column.name());
    }
    cells.forEach(cell -> missing.remove(cell.name()));
    Set<SqlName> checked = present.computeIfAbsent(known.name(), key -> new HashSet<>());
    if (checked.containsAll(missing)) {
      return known;
    }
    Set<SqlName> current = new HashSet<>();
    ask(known.name()).columns().forEach(column -> current.add(column.name()));
    missing.removeAll(checked);
    checked.addAll(missing);
    missing.removeAll(current);
    if (missing.isEmpty()) {
      return known;
    }
    List<Column> left =
        known.columns().stream().filter(column -> !missing.contains(column.name())).toList();
    return learn(known.name(), new Table(known.oid(), known.name(), known.replicaIdentity(), left));
  }

  private Table learn(QualifiedName name, Table table) {
    tables.put(name, table);
    present.remove(name);
    return table;
  }

  private Table ask(QualifiedName name) throws SQLException {
    return catalog
        .table(name)
        .orElseThrow(
            () ->
                new UnreadableLogException(
                    "wal2json: the log has a change of table %s, which is not there any more; the plugin tells tables by name alone"
                        .formatted(name)));
  }

  /** Exactly these columns; what the catalog does not know of one is taken as there is none. */
  private static Table shape(Table current, List<Cell> cells) {
    List<Column> columns = new ArrayList<>();
    for (Cell cell : cells) {
      columns.add(
          current.columns().stream()
              .filter(column -> matches(column, cell))
              .findFirst()
              .orElseGet(() -> new Column(cell.name(), cell.typeOid(), -1, false)));
    }
    return new Table(current.oid(), current.name(), current.replicaIdentity(), columns);
  }

  /** Whether the table has these columns, in this order. */
  private static boolean holds(Table table, List<Cell> cells) {
    int next = 0;
    for (Column column : table.columns()) {
      if (next < cells.size() && matches(column, cells.get(next))) {
        next++;
      }
    }
    return next == cells.size();
  }

  private static boolean matches(Column column, Cell cell) {
    return column.name().equals(cell.name()) && column.typeOid() == cell.typeOid();
  }
}
