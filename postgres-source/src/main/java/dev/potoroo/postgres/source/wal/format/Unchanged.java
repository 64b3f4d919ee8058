package dev.potoroo.postgres.source.wal.format;

import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.json.JsonBuffer;
import dev.potoroo.postgres.source.wal.json.RowJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names the columns that are left out because the log does not have them. */
final class Unchanged {

  private Unchanged() {}

  /** A further member of an object, {@code ,"unchanged":["body"]}; nothing when there are none. */
  static void append(RowJson json, @Nullable Row after, JsonBuffer out) {
    List<SqlName> names = after == null ? List.of() : json.unchanged(after);
    if (names.isEmpty()) {
      return;
    }
    out.append(",\"unchanged\":[");
    for (int i = 0; i < names.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      out.appendString(names.get(i).value());
    }
    out.append(']');
  }
}
