package dev.potoroo.postgres.source.wal.json;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.wal.catalog.LogCatalog;
import dev.potoroo.postgres.source.wal.change.Column;
import dev.potoroo.postgres.source.wal.change.ColumnValue;
import dev.potoroo.postgres.source.wal.change.ColumnValue.Text;
import dev.potoroo.postgres.source.wal.change.Row;
import dev.potoroo.postgres.source.wal.change.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes the primary key of rows of one shape of a table, as mode outbox does: the one column's
 * {@code row_to_json ->> name}, or a JSON array of several. Not thread-safe.
 */
public final class KeyJson {
  /** What a frame has room for. */
  private static final int MAX_BYTES = 65_535;

  private static final byte[] NONE = {};
  private static final ObjectMapper JSON = new ObjectMapper();

  private final int[] places;
  private final ValueWriter[] writers;
  private final JsonBuffer buffer = new JsonBuffer();

  private KeyJson(int[] places, ValueWriter[] writers) {
    this.places = places;
    this.writers = writers;
  }

  public static KeyJson of(Table table, LogCatalog catalog) throws SQLException {
    List<SqlName> names = table.columns().stream().map(Column::name).toList();
    List<SqlName> key = catalog.primaryKey(table.oid());
    if (!names.containsAll(key)) {
      // A part of the key is not published.
      key = List.of();
    }
    int[] places = key.stream().mapToInt(names::indexOf).toArray();
    ValueWriter[] writers = new ValueWriter[places.length];
    for (int i = 0; i < places.length; i++) {
      writers[i] = ValueWriters.of(catalog.type(table.columns().get(places[i]).typeOid()), catalog);
    }
    return new KeyJson(places, writers);
  }

  /**
   * @return UTF-8; empty where the row does not have its whole key, and for a key that no frame has
   *     room for
   */
  public byte[] of(Row row) throws SQLException {
    for (int place : places) {
      if (!(row.values().get(place) instanceof Text)) {
        return NONE;
      }
    }
    byte[] key =
        switch (places.length) {
          case 0 -> NONE;
          case 1 -> single(row.values().get(places[0]));
          default -> several(row);
        };
    return key.length > MAX_BYTES ? NONE : key;
  }

  private byte[] single(ColumnValue value) throws SQLException {
    if (writers[0] == ScalarWriter.TEXT && value instanceof Text text) {
      buffer.clear();
      return buffer.append(text.bytes(), text.offset(), text.length()).toBytes();
    }
    buffer.clear();
    RowJson.write(value, writers[0], buffer);
    return buffer.byteAt(0) == '"' ? unquoted(buffer.toBytes()) : buffer.toBytes();
  }

  private byte[] several(Row row) throws SQLException {
    buffer.clear();
    buffer.append('[');
    for (int i = 0; i < places.length; i++) {
      if (i > 0) {
        buffer.append(", ");
      }
      RowJson.write(row.values().get(places[i]), writers[i], buffer);
    }
    return buffer.append(']').toBytes();
  }

  private static byte[] unquoted(byte[] json) {
    try {
      return JSON.readValue(json, String.class).getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("a key that was just written as JSON is none", e);
    }
  }
}
