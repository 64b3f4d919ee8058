package dev.potoroo.postgres.source.wal.json;

import dev.potoroo.postgres.source.wal.change.ColumnValue;
import dev.potoroo.postgres.source.wal.change.ColumnValue.Text;
import org.postgresql.core.Oid;

/** Values as the plugin wal2json writes them, which is not as {@code row_to_json} does. */
public final class PluginValue {
  /** Before the digits of a bytea. */
  private static final int HEX_PREFIX = 2;

  private PluginValue() {}

  /**
   * @param typeOid of the column; a domain is not the type that it is over
   */
  public static void append(long typeOid, ColumnValue value, JsonBuffer out) {
    if (!(value instanceof Text text)) {
      out.appendNull();
      return;
    }
    switch ((int) typeOid) {
      case Oid.INT2, Oid.INT4, Oid.INT8, Oid.OID, Oid.FLOAT4, Oid.FLOAT8, Oid.NUMERIC ->
          appendNumber(text, out);
      case Oid.BOOL -> out.append(text.bytes()[text.offset()] == 't' ? "true" : "false");
      case Oid.BYTEA ->
          out.appendString(text.bytes(), text.offset() + HEX_PREFIX, text.length() - HEX_PREFIX);
      default -> out.appendString(text.bytes(), text.offset(), text.length());
    }
  }

  private static void appendNumber(Text text, JsonBuffer out) {
    byte last = text.bytes()[text.offset() + text.length() - 1];
    if (last >= '0' && last <= '9') {
      out.append(text.bytes(), text.offset(), text.length());
    } else {
      out.appendNull();
    }
  }
}
