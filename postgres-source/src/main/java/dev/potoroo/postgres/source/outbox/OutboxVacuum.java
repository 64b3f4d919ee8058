package dev.potoroo.postgres.source.outbox;

import dev.potoroo.connector.RetryableException;
import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.connection.RefusedByPostgresException;
import dev.potoroo.postgres.source.capture.SourceConnection;
import dev.potoroo.transport.LogField;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the place of deleted bundles free for new ones. Autovacuum does that too, a minute later at
 * best; and it comes to the TOAST table, which has most of that place, when it is through with all
 * other tables that wait for it.
 *
 * <p>One at a time, each on a thread and a connection of its own, so that no row waits for it.
 * Nothing rests on it: when it fails, the outbox is larger until autovacuum has come. For the
 * connector thread.
 */
final class OutboxVacuum implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxVacuum.class);

  /** SQLSTATE of the warning that a table is passed over because somebody else is at it. */
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  /** How long {@link #close} waits for the server to break off. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ConnectionSettings settings;
  private @Nullable Thread thread;

  /** The server does not let this role vacuum. */
  private volatile boolean refused;

  private final Object monitor = new Object();
  private @Nullable Statement statement;
  private boolean closed;

  OutboxVacuum(ConnectionSettings settings) {
    this.settings = settings;
  }

  /**
   * Begins, and does not wait.
   *
   * @return false when the one before is not over
   */
  boolean begin(String outbox) {
    if (thread != null && thread.isAlive()) {
      return false;
    }
    if (!refused) {
      thread = new Thread(LogField.handOn(() -> run(outbox)), "vacuum");
      thread.setDaemon(true);
      thread.start();
    }
    return true;
  }

  private void run(String outbox) {
    try (Connection connection = SourceConnection.open(settings);
        Statement opened = connection.createStatement()) {
      if (!isToRun(opened)) {
        return;
      }
      // To cut the end of the file off would take a lock that keeps writers out.
      opened.execute("VACUUM (SKIP_LOCKED, TRUNCATE false) " + outbox);
      SQLWarning warning = opened.getWarnings();
      if (warning != null && !LOCK_NOT_AVAILABLE.equals(warning.getSQLState())) {
        refused = true;
        LOG.info("sent rows leave room that waits for autovacuum: {}", warning.getMessage());
      }
    } catch (SQLException | RetryableException | RefusedByPostgresException e) {
      if (!isClosed()) {
        LOG.warn("sent rows leave room that waits for autovacuum: {}", e.getMessage());
      }
    }
  }

  /** From now on {@link #close} breaks it off; false when that was called already. */
  private boolean isToRun(Statement opened) {
    synchronized (monitor) {
      statement = opened;
      return !closed;
    }
  }

  private boolean isClosed() {
    synchronized (monitor) {
      return closed;
    }
  }

  /** Breaks off the one that is under way. */
  @Override
  public void close() {
    Statement begun;
    synchronized (monitor) {
      closed = true;
      begun = statement;
    }
    if (thread == null || !thread.isAlive()) {
      return;
    }
    try {
      if (begun != null) {
        begun.cancel();
      }
    } catch (SQLException e) {
      LOG.debug("the vacuum under way could not be broken off", e);
    }
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
