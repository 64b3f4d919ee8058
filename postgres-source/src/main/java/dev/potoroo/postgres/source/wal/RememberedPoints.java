package dev.potoroo.postgres.source.wal;

import dev.potoroo.postgres.connection.RefusedByPostgresException;
import java.util.List;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Sees whether the application says it has messages that this log never had: it would be taken at
 * its word, and as many changes to come would not be sent. By the end that the log had when the
 * application said so, all that it can have must have been read.
 */
final class RememberedPoints {
  private final List<TableStream> streams;
  private final LogSequenceNumber end;
  private boolean found;

  /**
   * @param end of the server's log after the streams were resumed
   */
  RememberedPoints(List<TableStream> streams, LogSequenceNumber end) {
    this.streams = List.copyOf(streams);
    this.end = end;
  }

  /**
   * @param reached all that commits before has been counted
   * @throws RefusedByPostgresException when a stream's point lies beyond
   */
  void require(LogSequenceNumber reached) throws RefusedByPostgresException {
    if (found || reached.compareTo(end) < 0) {
      return;
    }
    found = true;
    for (TableStream stream : streams) {
      if (stream.isBehindTheApplication()) {
        throw new RefusedByPostgresException(
            "stream %s is to go on after a message that it never had: its log has %d up to %s; the application or its sink remembers another life of this slot, so give that a fresh start, or uninstall and begin a new stream"
                .formatted(stream.name(), stream.counted(), end.asString()),
            List.of());
      }
    }
  }
}
