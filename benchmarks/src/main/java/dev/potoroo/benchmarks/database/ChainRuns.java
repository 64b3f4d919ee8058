package dev.potoroo.benchmarks.database;

import dev.potoroo.benchmarks.measure.Metric;
import dev.potoroo.benchmarks.measure.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Runs of the whole way from inserted rows to landed alerts, each on tables made anew. */
final class ChainRuns {
  static final Metric MEMORY = Metric.cost("peak memory of all processes", "MiB");
  private static final String DROP_SLOTS =
      """
      SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots;
      DO $$
      DECLARE publication name;
      BEGIN
        FOR publication IN SELECT pubname FROM pg_publication LOOP
          EXECUTE format('DROP PUBLICATION %I', publication);
        END LOOP;
      END $$""";

  /**
   * A source is started once and runs for months; while its programs are compiled, that takes as
   * much of the two cores as the rows do.
   */
  private static final Duration WARM_UP = Duration.ofSeconds(30);

  /** Written at once during it. */
  private static final int WARM_UP_ROWS = 50_000;

  private final BenchmarkServer server;
  private final int rows;

  /**
   * @param rows of each run
   */
  ChainRuns(BenchmarkServer server, int rows) {
    this.server = server;
    this.rows = rows;
  }

  /** All rows are there before the chain starts. */
  Sample backlog(CaptureMode mode) throws Exception {
    try (Connection connection = server.connect()) {
      Transactions.create(connection);
      try {
        // What a first start makes, triggers or a slot, keeps the rows that follow.
        try (AlertsChain chain = AlertsChain.start(server, mode)) {
          chain.awaitOpen();
        }
        Transactions.write(connection, 1, rows);
        try (AlertsChain chain = AlertsChain.start(server, mode)) {
          return land(connection, chain);
        }
      } finally {
        dropSlots(connection);
      }
    }
  }

  /** Rows are written as fast as that goes while the chain runs, and has run for a while. */
  Sample steady(CaptureMode mode) throws Exception {
    try (Connection connection = server.connect();
        Connection writer = server.connect()) {
      Transactions.create(connection);
      try (AlertsChain chain = AlertsChain.start(server, mode);
          Landing landing = new Landing(connection, chain)) {
        chain.awaitOpen();
        long before = warmUp(writer, landing);
        long last = before + rows;
        long began = System.nanoTime();
        Background.run(
            () -> Transactions.write(writer, before + 1, last), () -> landing.await(last));
        Sample rate = Sample.ofRate(Landing.RATE, rows, System.nanoTime() - began);
        AlertLog.requireExactly(connection, last);
        return rate.and(MEMORY, chain.peakMebibytes());
      } finally {
        dropSlots(connection);
      }
    }
  }

  /**
   * As fast as in what follows.
   *
   * @return how many rows have landed
   */
  private static long warmUp(Connection writer, Landing landing) throws Exception {
    long deadline = System.nanoTime() + WARM_UP.toNanos();
    long landed = 0;
    while (System.nanoTime() < deadline) {
      long last = landed + WARM_UP_ROWS;
      Transactions.write(writer, landed + 1, last);
      landed = landing.await(last);
    }
    return landed;
  }

  /** As {@link #backlog}, by the peer. */
  Sample debezium() throws Exception {
    Path offsets = Files.createTempFile("potoroo-debezium-", ".offsets");
    try (Connection connection = server.connect()) {
      Transactions.create(connection);
      try {
        DebeziumChain.install(server, offsets);
        Transactions.write(connection, 1, rows);
        try (DebeziumChain chain = DebeziumChain.start(server, offsets)) {
          return land(connection, chain);
        }
      } finally {
        dropSlots(connection);
        Files.delete(offsets);
      }
    }
  }

  /** Only the writer, with the outbox's trigger. */
  Sample writer() throws Exception {
    try (Connection connection = server.connect()) {
      Transactions.create(connection);
      CaptureMode.OUTBOX.install(server);
      long began = System.nanoTime();
      Transactions.write(connection, 1, rows);
      return Sample.ofRate(Landing.RATE, rows, System.nanoTime() - began);
    }
  }

  /** Only the log, read and dropped. */
  Sample rawLog() throws Exception {
    try (Connection connection = server.connect()) {
      Transactions.create(connection);
      try (RawLog log = RawLog.create(server, connection)) {
        Transactions.write(connection, 1, rows);
        return log.read(rows);
      } finally {
        dropSlots(connection);
      }
    }
  }

  private Sample land(Connection connection, Chain chain) throws Exception {
    try (Landing landing = new Landing(connection, chain)) {
      Sample rate = landing.rate(rows);
      AlertLog.requireExactly(connection, rows);
      return rate.and(MEMORY, chain.peakMebibytes());
    }
  }

  /** And publications. */
  static void dropSlots(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(DROP_SLOTS);
    }
  }
}
