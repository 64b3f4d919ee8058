package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.postgres.connection.SqlName;
import java.nio.charset.StandardCharsets;

/**
 * The name of a source's publication, and of its companion for tables whose rows nothing
 * identifies.
 *
 * <p>A publication of updates makes PostgreSQL refuse every UPDATE and DELETE of a table without a
 * replica identity. Such a table goes to the companion, which publishes INSERT and TRUNCATE, so
 * that its writers are left alone.
 *
 * @param value at most 56 bytes, for the companion's name is longer
 */
public record PublicationName(SqlName value) {
  private static final String SUFFIX = "_insert";
  private static final int MAX_BYTES = 63 - SUFFIX.length();

  /**
   * @throws ConfigurationException when it is too long, or would not pass through the server's list
   *     of publications
   */
  public PublicationName {
    if (value.value().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new ConfigurationException(
          "--publication: expected at most %d bytes, got %s".formatted(MAX_BYTES, value));
    }
  }

  /** The name of a source that gives none: that of its slot, as far as it fits. */
  public static PublicationName derived(SlotName slot) {
    String name = slot.value();
    return new PublicationName(
        new SqlName(name.length() <= MAX_BYTES ? name : name.substring(0, MAX_BYTES)));
  }

  SqlName insertOnly() {
    return new SqlName(value.value() + SUFFIX);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
