package dev.potoroo.postgres.source.wal.debezium;

import dev.potoroo.postgres.source.wal.json.JsonBuffer;
import java.util.Base64;

/** Bytes in JSON. */
final class Base64Json {

  private Base64Json() {}

  static void append(byte[] bytes, JsonBuffer out) {
    out.append('"').append(Base64.getEncoder().encode(bytes)).append('"');
  }
}
