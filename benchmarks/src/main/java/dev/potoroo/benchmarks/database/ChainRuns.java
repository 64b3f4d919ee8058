package dev.potoroo.benchmarks.database;

import dev.potoroo.benchmarks.measure.Metric;
import dev.potoroo.benchmarks.measure.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

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

  /** Rows are written as fast as that goes while the chain runs. */
  Sample steady(CaptureMode mode) throws Exception {
    try (Connection connection = server.connect();
        Connection writer = server.connect()) {
      Transactions.create(connection);
      try (AlertsChain chain = AlertsChain.start(server, mode)) {
        chain.awaitOpen();
        return Background.run(
            () -> Transactions.write(writer, 1, rows), () -> land(connection, chain));
      } finally {
        dropSlots(connection);
      }
    }
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
