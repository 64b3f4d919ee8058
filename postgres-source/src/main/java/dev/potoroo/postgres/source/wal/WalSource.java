package dev.potoroo.postgres.source.wal;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.connector.source.ReplayableSource;
import dev.potoroo.connector.source.SourceOutput;
import dev.potoroo.connector.source.SourceStream;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.SourceConnection;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes of tables as replayable streams, out of the write-ahead log and in commit order: same
 * changes, same order, same ids, for as long as they are not acknowledged.
 *
 * <p>What it promises across a crash of anything rests on the {@link
 * dev.potoroo.postgres.source.wal.position.LogPosition position}, which is stored before the slot
 * moves on: the server keeps all that comes after it, and the ids count on from it.
 */
public final class WalSource implements ReplayableSource {
  private static final Logger LOG = LoggerFactory.getLogger(WalSource.class);

  private final CaptureConfig config;
  private final WalSettings settings;

  private @Nullable Connection work;
  private volatile @Nullable LogCapture capture;

  public WalSource(CaptureConfig config, WalSettings settings) {
    this.config = config;
    this.settings = settings;
  }

  @Override
  public void open() throws RetryableException, RefusedByPostgresException, IOException {
    Connection opened = SourceConnection.open(config.connection());
    work = opened;
    try {
      capture = new CaptureOpening(config, settings, opened).open();
    } catch (SQLException e) {
      throw PostgresErrors.translate("taking slot " + settings.slot().name(), e);
    }
  }

  @Override
  public List<SourceStream> streams() {
    return opened().offer();
  }

  @Override
  public void resume(StreamId id, PointOfReference point)
      throws RetryableException, RefusedByPostgresException, IOException {
    store(id, point, opened()::resume);
  }

  @Override
  public boolean poll(SourceOutput output, Duration wait) throws Exception {
    try {
      return opened().poll(output, wait);
    } catch (SQLException e) {
      throw PostgresErrors.translate("reading slot " + settings.slot().name(), e);
    }
  }

  @Override
  public void acknowledged(StreamId id, PointOfReference point)
      throws RetryableException, RefusedByPostgresException, IOException {
    store(id, point, opened()::acknowledged);
  }

  @FunctionalInterface
  private interface PointTaker {
    void take(StreamId id, PointOfReference point) throws SQLException, IOException;
  }

  private static void store(StreamId id, PointOfReference point, PointTaker taker)
      throws RetryableException, RefusedByPostgresException, IOException {
    try {
      taker.take(id, point);
    } catch (SQLException e) {
      throw PostgresErrors.translate("storing the position", e);
    }
  }

  @Override
  public void wakeUp() {
    LogCapture running = capture;
    if (running != null) {
      running.wakeUp();
    }
  }

  @Override
  public void close() {
    LogCapture running = capture;
    if (running != null) {
      running.close();
      capture = null;
    }
    if (work != null) {
      try {
        work.close();
      } catch (SQLException e) {
        LOG.debug("closing a connection that is broken already", e);
      }
      work = null;
    }
  }

  private LogCapture opened() {
    LogCapture running = capture;
    if (running == null) {
      throw new IllegalStateException("the source is not open");
    }
    return running;
  }
}
