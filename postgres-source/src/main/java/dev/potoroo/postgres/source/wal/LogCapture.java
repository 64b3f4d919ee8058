package dev.potoroo.postgres.source.wal;

import dev.potoroo.connector.source.SourceOutput;
import dev.potoroo.connector.source.SourceStream;
import dev.potoroo.postgres.source.wal.snapshot.Snapshot;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;
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
  private final Snapshot snapshot;
  private final @Nullable CaptureRemoval afterSnapshot;
  private final Semaphore wakeUps = new Semaphore(0);

  /** Null until all streams of the session are taken. */
  private @Nullable LogRun run;

  /** Takes the slot, at the base of the position. */
  @FunctionalInterface
  interface LogStart {
    /**
     * @param limit what commits here or later is not to be read; null to go on without end
     */
    LogRun begin(@Nullable LogSequenceNumber limit) throws Exception;
  }

  /**
   * @param afterSnapshot what to do when all rows of the snapshot are acknowledged; null to go on
   *     with the log
   */
  LogCapture(
      LogStart start,
      List<TableStream> streams,
      PositionKeeper position,
      Heartbeat heartbeat,
      TableWatch tables,
      Snapshot snapshot,
      @Nullable CaptureRemoval afterSnapshot) {
    this.start = start;
    this.streams = List.copyOf(streams);
    this.position = position;
    this.heartbeat = heartbeat;
    this.tables = tables;
    this.snapshot = snapshot;
    this.afterSnapshot = afterSnapshot;
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
    snapshot.resume(stream.name(), point);
    // Above what is stored: the acknowledgement was lost on its way, the sinks have it all.
    acknowledged(id, point);
    LOG.info("stream {} goes on after message {}", stream.name(), point);
  }

  /**
   * @return false when nothing will follow
   */
  boolean poll(SourceOutput output, Duration wait) throws Exception {
    if (!streams.stream().allMatch(TableStream::isReady)) {
      await(wait);
    } else if (!snapshot.isSent()) {
      snapshot.send(output);
    } else if (!snapshot.isComplete() && position.isAt(snapshot.boundary())) {
      readRows();
    } else if (snapshot.isComplete() && afterSnapshot != null) {
      return !isRemoved(afterSnapshot, wait);
    } else {
      readLog(output, wait);
    }
    return true;
  }

  /** All rows are sent: when they are acknowledged too, that is all. */
  private boolean isRemoved(CaptureRemoval removal, Duration wait) throws Exception {
    endRun();
    if (streams.stream().allMatch(one -> one.isAcknowledged(snapshot.lastId(one.name())))) {
      removal.remove();
      return true;
    }
    await(wait);
    return false;
  }

  /** The log up to the snapshot's place is acknowledged: on with the rows that are in there. */
  private void readRows() throws Exception {
    endRun();
    String stream = snapshot.readOn(position::baseId);
    position.raise(stream, snapshot.lastId(stream));
  }

  private void readLog(SourceOutput output, Duration wait) throws Exception {
    LogRun running = run;
    if (running == null) {
      running = start.begin(snapshot.isComplete() ? null : snapshot.boundary());
      run = running;
    }
    if (running.send(output, wait, this::isWoken)) {
      heartbeat.postpone();
    } else if (running.isAtLimit()) {
      await(wait);
    } else {
      heartbeat.beat();
      if (position.isSettled()) {
        tables.look();
      }
    }
    if (position.idle()) {
      running.confirm(position.durable());
    }
  }

  private boolean isWoken(Duration atMost) throws InterruptedException {
    boolean woken = wakeUps.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
    wakeUps.drainPermits();
    return woken;
  }

  private void await(Duration wait) throws InterruptedException {
    wakeUps.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  void acknowledged(StreamId id, PointOfReference point) throws SQLException, IOException {
    if (stream(id).acknowledge(point)) {
      position.acknowledged();
      if (run != null) {
        run.confirm(position.durable());
      }
      snapshot.acknowledged(stream(id).name(), point);
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
    snapshot.close();
  }
}
