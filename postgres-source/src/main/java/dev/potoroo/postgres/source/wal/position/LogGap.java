package dev.potoroo.postgres.source.wal.position;

import java.time.Instant;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A piece of the log that a source has not read and never will: what was committed in it is in none
 * of its streams, unless a snapshot has it.
 *
 * @param from everything before this was acknowledged
 * @param to from here on the log can be read again; not before {@code from}
 * @param reason for people
 * @param recordedAt by the clock of whoever recorded it
 */
public record LogGap(
    LogSequenceNumber from, LogSequenceNumber to, String reason, Instant recordedAt) {

  public long bytes() {
    return to.asLong() - from.asLong();
  }

  /** In numbers, for people: {@code 1234 bytes of log, from 0/16B3748 to 0/16B3C1A}. */
  @Override
  public String toString() {
    return "%d bytes of log, from %s to %s".formatted(bytes(), from.asString(), to.asString());
  }
}
