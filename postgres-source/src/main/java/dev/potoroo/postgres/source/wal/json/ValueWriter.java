package dev.potoroo.postgres.source.wal.json;

import java.sql.SQLException;

/** Writes values of one type as JSON. Not thread-safe. */
public interface ValueWriter {

  /**
   * @param text holds the value, not null, as the type's output function writes it
   * @param offset of its first byte
   * @param length in bytes
   * @throws SQLException when a composite has other fields than were known, and asking for them
   *     fails
   */
  void write(byte[] text, int offset, int length, JsonBuffer out) throws SQLException;
}
