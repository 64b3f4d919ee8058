package dev.potoroo.postgres.source.wal.format;

import dev.potoroo.postgres.source.wal.change.Change;
import dev.potoroo.postgres.source.wal.change.Column;
import dev.potoroo.postgres.source.wal.change.ColumnValue;
import dev.potoroo.postgres.source.wal.change.ColumnValue.Absent;
import dev.potoroo.postgres.source.wal.change.ColumnValue.UnchangedToast;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.change.Table;
import dev.potoroo.postgres.source.wal.change.Transaction;
import dev.potoroo.postgres.source.wal.format.Images.Kind;
import dev.potoroo.postgres.source.wal.json.JsonBuffer;
import dev.potoroo.postgres.source.wal.json.PluginValue;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * As the plugin wal2json writes a change in its format version 2, with the options that it has by
 * itself:
 *
 * <pre>{@code
 * {"action":"U","schema":"public","table":"item",
 *  "columns":[{"name":"id","type":"integer","value":1},{"name":"name","type":"text","value":"x"}],
 *  "identity":[{"name":"id","type":"integer","value":1}]}
 * }</pre>
 *
 * <p>So numbers that JSON has not (NaN, Infinity) are null, bytea is hexadecimal without {@code
 * \x}, and all that is neither number nor boolean is a string, arrays and JSON among them. A column
 * that an update left as it was and that is stored out of line is not in {@code columns}. A row of
 * a snapshot, which the plugin does not know, is an insertion.
 */
final class Wal2JsonFormat implements PayloadFormat {
  private final FormatSettings settings;
  private final PerShape<List<Part>> shapes;
  private final Keys keys;
  private final JsonBuffer out = new JsonBuffer();

  /**
   * A column that is wanted.
   *
   * @param place in the table
   * @param prefix its object up to the value
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Part(int place, Column column, byte[] prefix) {}

  Wal2JsonFormat(FormatSettings settings) {
    this.settings = settings;
    this.shapes = new PerShape<>(this::parts);
    this.keys = new Keys(settings);
  }

  private List<Part> parts(Table table) throws SQLException {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      Column column = table.columns().get(i);
      if (settings.columns().isEmpty() || settings.columns().contains(column.name())) {
        String type = settings.catalog().typeName(column.typeOid(), column.typeModifier());
        JsonBuffer prefix = new JsonBuffer();
        prefix.append("{\"name\":").appendString(column.name().value());
        prefix.append(",\"type\":").appendString(unquoted(type)).append(",\"value\":");
        parts.add(new Part(i, column, prefix.toBytes()));
      }
    }
    return parts;
  }

  /** The plugin takes the quotes of an odd name for those of the JSON string. */
  private static String unquoted(String type) {
    return type.startsWith("\"") && type.endsWith("\"")
        ? type.substring(1, type.length() - 1)
        : type;
  }

  @Override
  public byte[] payload(Change change, Transaction transaction) throws SQLException {
    Images images = Images.of(change, settings.tableOid());
    List<Part> parts = shapes.of(images.table());
    out.clear();
    out.append("{\"action\":").appendString(action(images.kind()));
    out.append(",\"schema\":").appendString(TableName.schema(images.table()));
    out.append(",\"table\":").appendString(TableName.name(images.table()));
    if (images.after() != null) {
      out.append(",\"columns\":");
      write(parts, images.after(), part -> true);
    }
    Row identity = images.before();
    if (identity == null && images.kind() == Kind.UPDATE) {
      // The key has not changed, so it is in the row after.
      identity = images.after();
    }
    if (identity != null) {
      out.append(",\"identity\":");
      write(parts, identity, part -> part.column().key());
    }
    return out.append('}').toBytes();
  }

  private void write(List<Part> parts, Row row, Predicate<Part> wanted) {
    boolean first = true;
    out.append('[');
    for (Part part : parts) {
      ColumnValue value = row.values().get(part.place());
      if (wanted.test(part) && !(value instanceof UnchangedToast || value instanceof Absent)) {
        if (!first) {
          out.append(',');
        }
        first = false;
        out.append(part.prefix());
        PluginValue.append(part.column().typeOid(), value, out);
        out.append('}');
      }
    }
    out.append(']');
  }

  private static String action(Kind kind) {
    return switch (kind) {
      case READ, INSERT -> "I";
      case UPDATE -> "U";
      case DELETE -> "D";
      case TRUNCATE -> "T";
    };
  }

  @Override
  public byte[] key(Change change) throws SQLException {
    return keys.of(change);
  }
}
