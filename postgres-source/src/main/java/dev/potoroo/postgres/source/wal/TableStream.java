package dev.potoroo.postgres.source.wal;

import dev.potoroo.connector.source.SourceStream;
import dev.potoroo.postgres.source.wal.change.Table;
import dev.potoroo.postgres.source.wal.position.StreamPosition;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One table as a stream: how far its changes are counted, sent and acknowledged.
 *
 * <p>Each change of the table counts, sent or not, so that options which leave changes out do not
 * alter the ids of the others. A table that is stored and not asked for any more goes on being
 * counted, for its ids to be right when it is asked for again.
 */
final class TableStream {
  private final StreamPosition stored;
  private final StreamId id;
  private final @Nullable TableMessages messages;

  private PointOfReference acknowledged;

  /** The id of the last change that was read since the log began; then that of the base. */
  private long counted;

  /** The highest id that was sent since the log began, 0 where none was. */
  private long sent;

  /** Where the application wants to go on; null until it takes the stream. */
  private @Nullable PointOfReference resumedAfter;

  /**
   * @param messages what becomes of its changes, null when it is counted only
   */
  TableStream(StreamPosition stored, @Nullable TableMessages messages) {
    this.stored = stored;
    this.id = StreamId.of(stored.name());
    this.messages = messages;
    this.acknowledged = stored.acknowledged();
    this.counted = stored.baseId();
  }

  String name() {
    return stored.name();
  }

  StreamId id() {
    return id;
  }

  long tableOid() {
    return stored.tableOid();
  }

  /** What becomes of its changes; empty when it is counted only. */
  Optional<TableMessages> messages() {
    return Optional.ofNullable(messages);
  }

  /** What a new session is offered; until it takes the stream, nothing of it is sent. */
  SourceStream offer() {
    resumedAfter = null;
    return new SourceStream(name(), acknowledged);
  }

  void resume(PointOfReference point) {
    resumedAfter = point;
  }

  /** Whether the log may begin, as far as this stream is concerned. */
  boolean isReady() {
    return messages == null || resumedAfter != null;
  }

  /** The log begins again, after the change of that id. */
  void rewind(long baseId) {
    counted = baseId;
    sent = 0;
    messages().ifPresent(TableMessages::rewind);
  }

  /** The id of the change that comes next in the log. */
  long count() {
    return ++counted;
  }

  long counted() {
    return counted;
  }

  /** Whether the application does not have the message of that id yet. */
  boolean isDue(long messageId) {
    return resumedAfter != null
        && (resumedAfter.isNever() || Long.compareUnsigned(messageId, resumedAfter.value()) > 0);
  }

  /** Whether the log lacks messages that the application says it has. */
  boolean isBehindTheApplication() {
    return resumedAfter != null
        && !resumedAfter.isNever()
        && Long.compareUnsigned(counted, resumedAfter.value()) < 0;
  }

  void markSent(long messageId) {
    sent = messageId;
  }

  long sent() {
    return sent;
  }

  /**
   * @return whether that is news
   */
  boolean acknowledge(PointOfReference point) {
    if (point.compareTo(acknowledged) <= 0) {
      return false;
    }
    acknowledged = point;
    return true;
  }

  PointOfReference acknowledged() {
    return acknowledged;
  }

  /** Whether everything that was sent up to that id is durable at every sink. */
  boolean isAcknowledged(long messageId) {
    return messageId == 0
        || (!acknowledged.isNever() && Long.compareUnsigned(messageId, acknowledged.value()) <= 0);
  }

  boolean isOf(Table table) {
    return table.oid() == stored.tableOid();
  }

  boolean isNamedAs(Table table) {
    return table.name().equals(stored.table());
  }

  /** As it is to be stored with a base after the change of that id. */
  StreamPosition position(long baseId) {
    return new StreamPosition(
        stored.name(), stored.tableOid(), stored.table(), baseId, acknowledged, stored.leftOut());
  }
}
