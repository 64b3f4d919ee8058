package dev.potoroo.postgres.source.wal.position;

import dev.potoroo.postgres.connection.QualifiedName;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A piece of the log that a source has not read and never will: what was committed in it is in none
 * of its streams, unless a snapshot has it.
 *
 * @param table whose changes they are, null for all tables of the slot
 * @param from everything before this was acknowledged
 * @param to from here on the log can be read again; not before {@code from}
 * @param reason for people
 * @param recordedAt by the clock of whoever recorded it
 */
public record LogGap(
    @Nullable QualifiedName table,
    LogSequenceNumber from,
    LogSequenceNumber to,
    String reason,
    Instant recordedAt) {

  /** Of all tables of the slot. */
  public LogGap(LogSequenceNumber from, LogSequenceNumber to, String reason, Instant recordedAt) {
    this(null, from, to, reason, recordedAt);
  }

  boolean beginsWhere(LogGap other) {
    return from.equals(other.from) && Objects.equals(table, other.table);
  }

  public long bytes() {
    return to.asLong() - from.asLong();
  }

  /** In numbers, for people: {@code 1234 bytes of log, from 0/16B3748 to 0/16B3C1A}. */
  @Override
  public String toString() {
    return "%d bytes of log, from %s to %s".formatted(bytes(), from.asString(), to.asString());
  }
}
