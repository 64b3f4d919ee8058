package dev.potoroo.postgres.source.wal;

import dev.potoroo.connector.source.SourceOutput;
import dev.potoroo.connector.source.SourceStream;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams of a slot while the source is open, in one session with the application after
 * another. They share one log, which begins, from the base, when the application has taken each of
 * them.
 */
final class LogCapture implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogCapture.class);

  private final LogStart start;
  private final List<TableStream> streams;
  private final PositionKeeper position;
  private final Heartbeat heartbeat;
  private final TableWatch tables;
  private final Semaphore wakeUps = new Semaphore(0);

  /** Null until all streams of the session are taken. */
  private @Nullable LogRun run;

  /** Takes the slot, at the base of the position. */
  @FunctionalInterface
  interface LogStart {
    LogRun begin() throws Exception;
  }

  LogCapture(
      LogStart start,
      List<TableStream> streams,
      PositionKeeper position,
      Heartbeat heartbeat,
      TableWatch tables) {
    this.start = start;
    this.streams = List.copyOf(streams);
    this.position = position;
    this.heartbeat = heartbeat;
    this.tables = tables;
  }

  /** Begins a session. */
  List<SourceStream> offer() {
    endRun();
    return streams.stream()
        .filter(stream -> stream.messages().isPresent())
        .map(TableStream::offer)
        .toList();
  }

  void resume(StreamId id, PointOfReference point) throws SQLException, IOException {
    TableStream stream = stream(id);
    stream.resume(point);
    // Above what is stored: the acknowledgement was lost on its way, the sinks have it all.
    acknowledged(id, point);
    LOG.info("stream {} goes on after message {}", stream.name(), point);
  }

  void poll(SourceOutput output, Duration wait) throws Exception {
    if (run == null) {
      if (!streams.stream().allMatch(TableStream::isReady)) {
        wakeUps.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
        return;
      }
      run = start.begin();
    }
    if (run.send(output, wait, () -> wakeUps.drainPermits() > 0)) {
      heartbeat.postpone();
    } else {
      heartbeat.beat();
      if (position.isSettled()) {
        tables.look();
      }
    }
    if (position.idle()) {
      run.confirm(position.durable());
    }
  }

  void acknowledged(StreamId id, PointOfReference point) throws SQLException, IOException {
    if (stream(id).acknowledge(point)) {
      position.acknowledged();
      if (run != null) {
        run.confirm(position.durable());
      }
    }
  }

  /** From any thread. */
  void wakeUp() {
    wakeUps.release();
  }

  private TableStream stream(StreamId id) {
    return streams.stream()
        .filter(stream -> stream.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no stream of ours has id " + id));
  }

  private void endRun() {
    if (run != null) {
      run.close();
      run = null;
    }
  }

  @Override
  public void close() {
    endRun();
  }
}
