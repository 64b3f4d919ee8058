package dev.potoroo.postgres.source.wal.json;

import dev.potoroo.postgres.connection.SqlName;

/**
 * A member of an object: the name, made once, and what writes the values.
 *
 * @param prefix comma, name and colon
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Member(byte[] prefix, ValueWriter writer) {

  /**
   * @param first whether there is no comma before it
   */
  static Member of(SqlName name, boolean first, ValueWriter writer) {
    JsonBuffer prefix = new JsonBuffer();
    if (!first) {
      prefix.append(',');
    }
    return new Member(prefix.appendString(name.value()).append(':').toBytes(), writer);
  }
}
