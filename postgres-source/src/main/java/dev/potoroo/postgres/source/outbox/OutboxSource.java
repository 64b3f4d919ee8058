package dev.potoroo.postgres.source.outbox;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.connector.source.ReplayableSource;
import dev.potoroo.connector.source.SourceOutput;
import dev.potoroo.connector.source.SourceStream;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.QualifiedName;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.capture.CaptureConfig;
import dev.potoroo.postgres.source.capture.CapturedTable;
import dev.potoroo.postgres.source.capture.Installation;
import dev.potoroo.postgres.source.capture.ReaderLock;
import dev.potoroo.postgres.source.capture.SourceConnection;
import dev.potoroo.postgres.source.capture.TableCatalog;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.Printable;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.transport.LogField;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Captured rows as replayable streams, one for each table: same rows, same order, same ids, for as
 * long as they are not acknowledged.
 *
 * <p>What it promises across a crash of anything rests on three commits: of the writer (rows), of
 * {@link TickCutter#cut} (ids), of {@link #acknowledged} (what may be deleted).
 */
public final class OutboxSource implements ReplayableSource {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxSource.class);

  /** Least time between the beginnings of two rounds of deleting. */
  private static final Duration FREE_INTERVAL = Duration.ofMillis(500);

  private final CaptureConfig config;
  private final OutboxName names;
  private final List<CapturedStream> streams = new ArrayList<>();

  private @Nullable Connection connection;
  private @Nullable Doorbell doorbell;
  private @Nullable OutboxVacuum vacuum;
  private int turn;

  /** Something may have become free since the last round began. */
  private boolean freeable = true;

  /** A round is under way. */
  private boolean freeing;

  private long freedNanos;

  public OutboxSource(CaptureConfig config) {
    this.config = config;
    this.names = new OutboxName(config.schema());
  }

  @Override
  public void open() throws RetryableException, RefusedByPostgresException {
    Connection opened = SourceConnection.open(config.connection());
    connection = opened;
    OutboxVacuum begun = new OutboxVacuum(config.connection());
    vacuum = begun;
    Installation installation = new Installation(opened, config, new OutboxPlanner(opened, config));
    for (QualifiedName table : config.tables()) {
      installation.require(table);
      try {
        streams.add(take(opened, begun, table));
      } catch (SQLException e) {
        throw PostgresErrors.translate("taking the stream of table " + table, e);
      }
    }
    try {
      doorbell = Doorbell.listen(opened, names.doorbell(), doorbellKeys(), config.poll());
    } catch (SQLException e) {
      throw PostgresErrors.translate("listening for new rows", e);
    }
    freeable = true;
    freeing = false;
    freedNanos = System.nanoTime();
  }

  private CapturedStream take(Connection opened, OutboxVacuum vacuum, QualifiedName table)
      throws SQLException, RetryableException, RefusedByPostgresException {
    CapturedTable found = new TableCatalog(opened).find(table);
    ReaderLock.take(opened, stored(opened, found).lockName());
    // Read again: the source before us may have acknowledged more until it let go.
    StoredStream stored = stored(opened, found);
    EnabledTriggers.require(opened, names, found, stored);
    SameCluster.require(opened, names, stored);
    LogField.STREAM.during(
        Printable.of(stored.name()),
        () ->
            LOG.info(
                "table {} is stream {}, acknowledged: {}",
                table,
                stored.name(),
                stored.acknowledged()));
    return new CapturedStream(opened, names, config, stored, vacuum);
  }

  /** None where writers never ring. */
  private List<Long> doorbellKeys() {
    return config.doorbell()
        ? streams.stream().map(CapturedStream::doorbellKey).toList()
        : List.of();
  }

  private StoredStream stored(Connection opened, CapturedTable table)
      throws SQLException, RetryableException {
    return StreamRegistry.lookUp(opened, names, table)
        .orElseThrow(
            () ->
                new RetryableException(
                    "the capture of table " + table.name() + " was uninstalled just now"));
  }

  @Override
  public List<SourceStream> streams() {
    return streams.stream().map(CapturedStream::offer).toList();
  }

  @Override
  public void resume(StreamId id, PointOfReference point)
      throws RetryableException, RefusedByPostgresException {
    CapturedStream stream = stream(id);
    try {
      stream.resume(point);
    } catch (SQLException e) {
      throw PostgresErrors.translate("going to message " + point + " of " + stream.name(), e);
    }
    bell().ring();
    LOG.info("stream {} goes on after message {}", stream.name(), point);
  }

  @Override
  public boolean poll(SourceOutput output, Duration wait)
      throws RetryableException, RefusedByPostgresException {
    try {
      boolean sent = sendFromAll(output);
      freeSome();
      if (!sent && !freeing) {
        bell().await(wait);
        sendFromAll(output);
      }
      return !streams.stream().allMatch(CapturedStream::isEnded);
    } catch (SQLException e) {
      throw PostgresErrors.translate("reading the outbox", e);
    }
  }

  /** Sends a batch of each stream while there is room; another stream comes first each time. */
  private boolean sendFromAll(SourceOutput output) throws SQLException, RefusedByPostgresException {
    boolean mayCut = bell().answer();
    boolean sent = false;
    turn++;
    for (int i = 0; i < streams.size(); i++) {
      sent |= streams.get((turn + i) % streams.size()).send(output, mayCut);
    }
    if (streams.stream().anyMatch(CapturedStream::mayHaveMore)) {
      bell().ring();
    }
    if (mayCut || sent) {
      bell().looked(sent);
    }
    return sent;
  }

  /** Deletes a piece of what is acknowledged, if there is any; then {@code freeing} says. */
  private void freeSome() throws SQLException {
    long now = System.nanoTime();
    boolean begins = !freeing && freeable && now - freedNanos >= FREE_INTERVAL.toNanos();
    if (begins) {
      freedNanos = now;
      freeable = !config.retain().isZero();
    }
    freeing = false;
    for (CapturedStream stream : streams) {
      freeing |= stream.free(begins);
    }
  }

  @Override
  public void acknowledged(StreamId id, PointOfReference point)
      throws RetryableException, RefusedByPostgresException {
    CapturedStream stream = stream(id);
    try {
      stream.acknowledge(point);
    } catch (SQLException e) {
      throw PostgresErrors.translate("storing what is acknowledged of " + stream.name(), e);
    }
    freeable = true;
  }

  @Override
  public void close() {
    streams.clear();
    doorbell = null;
    if (vacuum != null) {
      vacuum.close();
      vacuum = null;
    }
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        LOG.debug("closing a connection that is broken already", e);
      }
      connection = null;
    }
  }

  private CapturedStream stream(StreamId id) {
    return streams.stream()
        .filter(stream -> stream.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no stream of ours has id " + id));
  }

  private Doorbell bell() {
    if (doorbell == null) {
      throw new IllegalStateException("the source is not open");
    }
    return doorbell;
  }
}
