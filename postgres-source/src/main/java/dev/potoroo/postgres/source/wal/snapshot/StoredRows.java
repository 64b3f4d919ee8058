package dev.potoroo.postgres.source.wal.snapshot;

import dev.potoroo.connector.source.SourceOutput;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends what is stored of one stream, from wherever a session asks, and forgets what is done. */
final class StoredRows {
  private final SnapshotStore store;
  private final String stream;
  private final StreamId id;

  /** Of the last message that is stored. */
  private long lastId;

  /** Of the last message that the session has. */
  private long sentId;

  /** Where the next message is, when it has been loaded. */
  private @Nullable Chunk current;

  /** Of the chunk that goes next when it is acknowledged; not beyond it when that is not known. */
  private long oldestLastId;

  StoredRows(SnapshotStore store, String stream, long lastId) {
    this.store = store;
    this.stream = stream;
    this.id = StreamId.of(stream);
    this.lastId = lastId;
  }

  /** The session has all up to there. */
  void resume(PointOfReference point) {
    sentId = point.isNever() ? 0 : point.value();
    current = null;
  }

  boolean isSent() {
    return sentId >= lastId;
  }

  /** This has been stored, and comes next when all before it is sent. */
  void add(Chunk chunk) {
    if (isSent()) {
      current = chunk;
    }
    extend(chunk.firstId(), chunk.lastId());
  }

  /** All these have been stored. */
  void extend(long firstId, long upTo) {
    lastId = upTo;
    oldestLastId = Math.min(oldestLastId, firstId);
  }

  /**
   * Sends while there is room.
   *
   * @return whether anything was sent
   */
  boolean send(SourceOutput output) throws SQLException, RefusedByPostgresException {
    boolean sent = false;
    while (!isSent() && output.room() > 0) {
      Chunk chunk = chunk();
      long next = Math.max(sentId + 1, chunk.firstId());
      RowMessage message = chunk.messages().get((int) (next - chunk.firstId()));
      output.write(id, new MessageId(next), message.eventTime(), message.key(), message.payload());
      sentId = next;
      sent = true;
    }
    return sent;
  }

  private Chunk chunk() throws SQLException, RefusedByPostgresException {
    if (current == null || current.lastId() <= sentId) {
      current =
          store
              .after(stream, sentId)
              .orElseThrow(
                  () ->
                      new RefusedByPostgresException(
                          "stream %s lacks rows after message %d of its snapshot, which were not acknowledged: somebody else has deleted them"
                              .formatted(stream, sentId),
                          List.of()));
    }
    return current;
  }

  /** Forgets the chunks that are acknowledged in whole. */
  void acknowledge(PointOfReference point) throws SQLException {
    if (point.isNever() || point.value() < oldestLastId) {
      return;
    }
    store.acknowledge(stream, point.value());
    oldestLastId = store.oldestLastId(stream);
  }
}
