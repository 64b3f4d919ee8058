package dev.potoroo.postgres.source.wal.debezium;

import dev.potoroo.postgres.source.wal.json.HstoreWriter;
import dev.potoroo.postgres.source.wal.json.JsonBuffer;
import dev.potoroo.postgres.source.wal.json.ValueWriter;

/** An hstore as a string that holds JSON. */
final class HstoreStringWriter implements ValueWriter {
  private final HstoreWriter json = new HstoreWriter();
  private final JsonBuffer inner = new JsonBuffer();

  @Override
  public void write(byte[] text, int offset, int length, JsonBuffer out) {
    inner.clear();
    json.write(text, offset, length, inner);
    byte[] bytes = inner.toBytes();
    out.appendString(bytes, 0, bytes.length);
  }
}
