package dev.potoroo.alerts.demo;

import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * One run: starts everything, writes transactions, shows the alerts that come of them, ends
 * everything, and counts.
 */
final class Demo {
  private static final Duration END_LIMIT = Duration.ofSeconds(10);

  /** How the source, the application and the sink are started. */
  @FunctionalInterface
  interface Deployer {
    Deployment start(EmbeddedDatabase database) throws Exception;
  }

  private final long transactions;
  private final double rate;
  private final boolean keep;
  private final Deployer deployer;
  private final Screen screen;
  private final CountDownLatch stop = new CountDownLatch(1);
  private boolean everyAlertLandedOnce;

  /**
   * @param transactions how many are written
   * @param rate so many a second; 0 for as fast as they go
   * @param keep whether all goes on running afterwards, until {@link #stop}
   */
  Demo(long transactions, double rate, boolean keep, Deployer deployer, Screen screen) {
    this.transactions = transactions;
    this.rate = rate;
    this.keep = keep;
    this.deployer = deployer;
    this.screen = screen;
  }

  /** Ends a run early, in good order. From any thread; does not wait. */
  void stop() {
    stop.countDown();
  }

  /** Known when {@link #run} has returned. */
  boolean everyAlertLandedOnce() {
    return everyAlertLandedOnce;
  }

  /**
   * Returns when nothing is under way any more, and the count of what the database holds is shown.
   *
   * @throws DemoException when one of the three failed, or nothing moved any more
   */
  void run() throws Exception {
    screen.line("starting PostgreSQL");
    try (EmbeddedDatabase database = EmbeddedDatabase.start();
        Connection connection = database.connect()) {
      TransactionWriter.createTable(connection);
      DemoRole.createAll(connection);
      screen.line("starting source, application and sink");
      // Ended before the count, so that whatever would still land has landed.
      try (Deployment deployment = deployer.start(database);
          AlertReader reader = new AlertReader(connection)) {
        Watch watch = new Watch(deployment, reader, screen, stop);
        watch.untilReady();
        writeAndWatch(database, connection, watch);
        screen.showAllAlerts();
        if (keep) {
          keepRunning(database, connection, watch);
        }
      }
      Tally tally = Tally.count(connection);
      screen.line(tally.toString());
      everyAlertLandedOnce = tally.isExact();
    }
  }

  private void writeAndWatch(EmbeddedDatabase database, Connection connection, Watch watch)
      throws Exception {
    TransactionWriter writer = new TransactionWriter(database, transactions, rate);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      watch.untilWritten(writer, thread.submit(writer));
      watch.untilLanded(Tally.count(connection).expected());
    } finally {
      thread.shutdownNow();
      // Nothing is written any more when the source is ended and the rows are counted.
      thread.awaitTermination(END_LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private void keepRunning(EmbeddedDatabase database, Connection connection, Watch watch)
      throws Exception {
    screen.line(Tally.count(connection).toString());
    screen.line("All goes on running until Ctrl-C. To see a row of your own become an alert:");
    screen.line("");
    screen.line(
        "  psql \"%s\" -c \"INSERT INTO transactions (amount) VALUES (1100)\""
            .formatted(database.connectionString()));
    screen.line("");
    watch.untilStopped();
  }
}
