package dev.potoroo.postgres.source.wal.slot;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.PostgresErrors;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.capture.SourceConnection;
import dev.potoroo.postgres.source.wal.position.PositionPlace;
import dev.potoroo.transport.LogField;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how much log a slot makes the server keep, so that a source whose application is away for
 * long is not the cause of a full disk. It looks on a connection and in a thread of its own: a
 * source that is stuck cannot keep it from looking.
 */
public final class SlotGuard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SlotGuard.class);

  private final ConnectionSettings settings;
  private final SlotName slot;
  private final PositionPlace place;
  private final RetentionLimits limits;
  private final RetainedLog retained;
  private final ScheduledExecutorService thread;

  /** Of the guard's thread. */
  private @Nullable Connection connection;

  /** Set once, when the limit is exceeded. */
  private volatile @Nullable SlotStatus exceeded;

  /** Set once, when looking has failed in a way that no later look can mend. */
  private volatile @Nullable Throwable failure;

  /**
   * @param place where the source keeps its position
   */
  public SlotGuard(
      ConnectionSettings settings, SlotName slot, PositionPlace place, RetentionLimits limits) {
    this.settings = settings;
    this.slot = slot;
    this.place = place;
    this.limits = limits;
    this.retained = new RetainedLog(slot, limits.warnBytes());
    this.thread = Executors.newSingleThreadScheduledExecutor(SlotGuard::daemon);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(LogField.handOn(work), "slot-guard");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Begins to look.
   *
   * @param stop called once, in the guard's thread, when the limit is exceeded or the guard cannot
   *     go on; ends the source
   */
  public void start(Runnable stop) {
    thread.scheduleWithFixedDelay(
        () -> lookOrFail(stop), 0, limits.interval().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The executor would drop the task, and nobody would look any more. */
  private void lookOrFail(Runnable stop) {
    if (exceeded != null || failure != null) {
      return;
    }
    try {
      look(stop);
    } catch (RuntimeException | Error e) {
      failure = e;
      stop.run();
    }
  }

  private void look(Runnable stop) {
    try {
      Optional<SlotStatus> status = new SlotCatalog(connected()).find(slot);
      if (status.isEmpty()) {
        return;
      }
      retained.observe(status.get());
      if (limits.maxBytes() > 0 && status.get().retainedWalBytes() > limits.maxBytes()) {
        exceeded = status.get();
        stop.run();
      }
    } catch (SQLException e) {
      LOG.debug("looking at slot {}; with the next look on a new connection", slot, e);
      disconnect();
    } catch (RetryableException | RefusedByPostgresException e) {
      LOG.debug("no connection to look at slot {}; trying again", slot, e);
    }
  }

  private Connection connected() throws RetryableException, RefusedByPostgresException {
    if (connection == null) {
      connection = SourceConnection.open(settings);
    }
    return connection;
  }

  private void disconnect() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        LOG.debug("closing a connection that is broken already", e);
      }
      connection = null;
    }
  }

  /**
   * To be called when the source has ended and has let go of its slot. Returns where the limit was
   * kept.
   *
   * @throws IllegalStateException when the guard could not go on; the cause says why
   * @throws RefusedByPostgresException when it was not; the slot is dropped by then and the gap
   *     recorded, if the limits say so
   */
  public void finish() throws RetryableException, RefusedByPostgresException, IOException {
    Throwable cause = failure;
    if (cause != null) {
      throw new IllegalStateException(
          "nobody can watch over slot %s any more: %s".formatted(slot, cause), cause);
    }
    SlotStatus status = exceeded;
    if (status == null) {
      return;
    }
    try (Connection last = SourceConnection.open(settings)) {
      ExceededLimit limit =
          new ExceededLimit(status, limits.maxBytes(), place.store(last, slot.value()));
      throw limits.dropSlot() ? limit.dropSlot(last, Clock.systemUTC()) : limit.keepSlot();
    } catch (SQLException e) {
      throw PostgresErrors.translate("dropping slot " + slot, e);
    }
  }

  /** Stops looking. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (thread.awaitTermination(limits.interval().toMillis(), TimeUnit.MILLISECONDS)) {
        disconnect();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
