package dev.potoroo.postgres.source.wal;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.wal.change.Column;
import dev.potoroo.postgres.source.wal.change.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a table differs from what it was a transaction before, in words for the log. */
final class TableShape {

  private TableShape() {}

  /** Such as {@code column email is new, column fax is gone}. */
  static String difference(Table before, Table now) {
    Map<SqlName, Column> old = byName(before);
    Map<SqlName, Column> present = byName(now);
    List<String> words = new ArrayList<>();
    if (!before.name().equals(now.name())) {
      words.add("it is called " + now.name());
    }
    if (before.replicaIdentity() != now.replicaIdentity()) {
      words.add("its replica identity is " + now.replicaIdentity());
    }
    for (Column column : now.columns()) {
      Column earlier = old.get(column.name());
      if (earlier == null) {
        words.add("column %s is new".formatted(column.name()));
      } else if (earlier.typeOid() != column.typeOid()
          || earlier.typeModifier() != column.typeModifier()) {
        words.add("column %s has another type".formatted(column.name()));
      } else if (earlier.key() != column.key()) {
        words.add(
            "column %s is %s the replica identity"
                .formatted(column.name(), column.key() ? "in" : "out of"));
      }
    }
    before.columns().stream()
        .map(Column::name)
        .filter(name -> !present.containsKey(name))
        .forEach(name -> words.add("column %s is gone".formatted(name)));
    return words.isEmpty() ? "its columns have another order" : String.join(", ", words);
  }

  private static Map<SqlName, Column> byName(Table table) {
    Map<SqlName, Column> columns = new LinkedHashMap<>();
    table.columns().forEach(column -> columns.put(column.name(), column));
    return columns;
  }
}
