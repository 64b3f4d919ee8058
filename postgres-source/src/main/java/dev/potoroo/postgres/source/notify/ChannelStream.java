package dev.potoroo.postgres.source.notify;

import dev.potoroo.connector.source.SourceOutput;
import dev.potoroo.connector.source.SourceStream;
import dev.potoroo.postgres.connection.SqlName;
import dev.potoroo.postgres.source.notify.RowNotification.Inline;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One channel as a stream: what was received and is not acknowledged, kept in memory, so that an
 * application that reconnects gets it again. Ids count on for as long as the process lives.
 */
final class ChannelStream {
  private final SqlName channel;
  private final boolean rows;
  private final String name;
  private final StreamId id;

  // Process: what was received. The first that was sent has the id after the acknowledged one.
  private final Deque<Inline> sent = new ArrayDeque<>();
  private final Deque<Inline> unsent = new ArrayDeque<>();
  private long keptBytes;
  private long acknowledged;

  // Session: whether the application takes the stream.
  private boolean resumed;

  /**
   * @param rows whether our triggers notify on it, else others do and the payload is the message
   * @param name the stream's full name
   */
  ChannelStream(SqlName channel, boolean rows, String name) {
    this.channel = channel;
    this.rows = rows;
    this.name = name;
    this.id = StreamId.of(name);
  }

  SqlName channel() {
    return channel;
  }

  boolean hasRows() {
    return rows;
  }

  String name() {
    return name;
  }

  StreamId id() {
    return id;
  }

  long keptBytes() {
    return keptBytes;
  }

  SourceStream offer() {
    resumed = false;
    return new SourceStream(name, point());
  }

  private PointOfReference point() {
    return acknowledged == 0
        ? PointOfReference.NEVER
        : PointOfReference.at(new MessageId(acknowledged));
  }

  void receive(Inline message) {
    unsent.add(message);
    keptBytes += size(message);
  }

  /**
   * What was sent and lies after the point is to be sent again.
   *
   * @throws IllegalStateException when the point lies beyond what was sent
   */
  void resume(PointOfReference point) {
    acknowledge(point);
    while (!sent.isEmpty()) {
      unsent.addFirst(sent.removeLast());
    }
    resumed = true;
  }

  /**
   * Drops everything up to the point.
   *
   * @throws IllegalStateException when the point lies beyond what was sent
   */
  void acknowledge(PointOfReference point) {
    if (point.isNever()) {
      return;
    }
    if (point.value() > lastSent()) {
      throw new IllegalStateException(
          "stream %s: message %s was acknowledged, the last one sent is %d"
              .formatted(name, point, lastSent()));
    }
    while (acknowledged < point.value()) {
      keptBytes -= size(sent.remove());
      acknowledged++;
    }
  }

  /** Whether anything was sent. */
  boolean send(SourceOutput output) {
    boolean any = false;
    while (resumed && output.room() > 0 && !unsent.isEmpty()) {
      Inline message = unsent.remove();
      sent.add(message);
      output.write(
          id, new MessageId(lastSent()), message.eventTime(), message.key(), message.payload());
      any = true;
    }
    return any;
  }

  private long lastSent() {
    return acknowledged + sent.size();
  }

  private static int size(Inline message) {
    return message.key().length + message.payload().length;
  }
}
