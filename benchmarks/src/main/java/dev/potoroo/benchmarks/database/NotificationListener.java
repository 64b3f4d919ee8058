package dev.potoroo.benchmarks.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** NOTIFY of each row by a trigger, and a JDBC client that notes when it gets them. */
final class NotificationListener implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Connection connection;
  private final long[] arrivals;
  private final CountDownLatch missing;
  private volatile boolean closed;

  /**
   * Listens from now on.
   *
   * @param connection closed with this
   * @param last rows 1 to this will be notified
   */
  NotificationListener(Connection connection, int last) throws SQLException {
    this.connection = connection;
    arrivals = new long[last + 1];
    missing = new CountDownLatch(last);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN transactions");
    }
    Background.start(this::listen);
  }

  /** The trigger that is in every article about this. */
  static void createTrigger(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE OR REPLACE FUNCTION notify_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            PERFORM pg_notify('transactions', row_to_json(NEW)::text);
            RETURN NEW;
          END $$;
          CREATE TRIGGER notify_transaction AFTER INSERT ON transactions
            FOR EACH ROW EXECUTE FUNCTION notify_transaction()""");
    }
  }

  private void listen() throws SQLException {
    PGConnection notified = connection.unwrap(PGConnection.class);
    while (!closed) {
      for (PGNotification notification : notified.getNotifications(100)) {
        arrivals[idIn(notification.getParameter())] = PacedWriter.microsOf(Instant.now());
        missing.countDown();
      }
    }
  }

  /** As in {@code {"id":7,"amount":1008}}. */
  private static int idIn(String row) {
    return Integer.parseInt(row.substring(row.indexOf(':') + 1, row.indexOf(',')));
  }

  /**
   * When each row came, by its id, in microseconds since 1970.
   *
   * @throws TimeoutException when not all have come
   */
  long[] awaitArrivals() throws InterruptedException, TimeoutException {
    if (!missing.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new TimeoutException(missing.getCount() + " notifications have not come");
    }
    return arrivals;
  }

  @Override
  public void close() throws SQLException {
    closed = true;
    connection.close();
  }
}
