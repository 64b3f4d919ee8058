package dev.potoroo.postgres.source.outbox;

import dev.potoroo.connector.source.SourceOutput;
import dev.potoroo.connector.source.SourceStream;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One captured table while the source is open: what was acknowledged, and where it reads. */
final class CapturedStream {
  /** Rows that one batch has at most. */
  static final int BATCH_ROWS = 2_000;

  private final StoredStream stream;
  private final StreamId id;
  private final long doorbellKey;
  private final StreamRegistry registry;
  private final TickStore ticks;
  private final TickCutter cutter;
  private final TickReader rows;
  private final AcknowledgedRows acknowledgedRows;

  private PointOfReference acknowledged;

  /** Null until the application takes the stream. */
  private @Nullable StreamReader reader;

  private boolean ended;

  CapturedStream(
      Connection connection,
      OutboxName names,
      CaptureConfig config,
      StoredStream stream,
      OutboxVacuum vacuum) {
    this.stream = stream;
    this.id = StreamId.of(stream.name());
    this.doorbellKey = names.doorbellKey(stream.incarnation());
    this.registry = new StreamRegistry(connection, names);
    this.ticks = new TickStore(connection, names, stream.incarnation());
    this.cutter = new TickCutter(connection, names, stream.incarnation());
    this.rows = new TickReader(connection, names, stream.incarnation());
    this.acknowledgedRows =
        new AcknowledgedRows(
            connection,
            names,
            stream.incarnation(),
            config.retain(),
            new VacuumSchedule(connection, vacuum, names.outbox(stream.incarnation())));
    this.acknowledged = stream.acknowledged();
  }

  StreamId id() {
    return id;
  }

  String name() {
    return stream.name();
  }

  long doorbellKey() {
    return doorbellKey;
  }

  /** What a new session is offered; until it takes the stream, nothing of it is sent. */
  SourceStream offer() {
    reader = null;
    ended = false;
    return new SourceStream(stream.name(), acknowledged);
  }

  void resume(PointOfReference point) throws SQLException, RefusedByPostgresException {
    reader = StreamReader.after(point, stream, ticks, cutter, rows);
    // Above what is stored: the acknowledgement was lost on its way, the sinks have it all.
    acknowledge(point);
  }

  /**
   * Sends a batch.
   *
   * @return whether anything was sent
   */
  boolean send(SourceOutput output, boolean mayCut)
      throws SQLException, RefusedByPostgresException {
    int limit = Math.min(output.room(), BATCH_ROWS);
    if (reader == null) {
      return false;
    }
    if (limit == 0) {
      reader.lookAgain();
      return false;
    }
    List<OutboxRow> batch = reader.read(limit, mayCut);
    if (batch.isEmpty() && mayCut && registry.isEnded(stream)) {
      // Looked again after it is known: what was captured last may have come in between.
      batch = reader.read(limit, true);
      if (batch.isEmpty()) {
        output.endOfStream(id);
        reader = null;
        ended = true;
        return false;
      }
    }
    long messageId = reader.nextMessageId() - batch.size();
    for (OutboxRow row : batch) {
      output.write(id, new MessageId(messageId), row.eventTime(), row.key(), row.payload());
      messageId++;
    }
    return !batch.isEmpty();
  }

  /** Whether to look again without being rung for. */
  boolean mayHaveMore() {
    return reader != null && !reader.isDrained();
  }

  /** Whether all of it is sent, and nothing will follow. */
  boolean isEnded() {
    return ended;
  }

  void acknowledge(PointOfReference point) throws SQLException {
    if (point.compareTo(acknowledged) > 0) {
      registry.acknowledge(stream, point);
      acknowledged = point;
    }
  }

  /**
   * Deletes a piece of what is acknowledged.
   *
   * @param mayBegin whether to begin a new round when none is under way
   * @return whether there is more to delete in this round
   */
  boolean free(boolean mayBegin) throws SQLException {
    return acknowledgedRows.free(acknowledged, mayBegin);
  }
}
