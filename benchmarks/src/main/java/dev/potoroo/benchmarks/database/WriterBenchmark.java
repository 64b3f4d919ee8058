package dev.potoroo.benchmarks.database;

import dev.potoroo.benchmarks.Benchmark;
import dev.potoroo.benchmarks.measure.Comparison;
import dev.potoroo.benchmarks.measure.Goal;
import dev.potoroo.benchmarks.measure.Metric;
import dev.potoroo.benchmarks.measure.Sample;
import dev.potoroo.benchmarks.measure.Turns;
import dev.potoroo.benchmarks.measure.Variant;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What capture costs those who write. {@code rows} are inserted in a run of one row a transaction;
 * with more rows a transaction ten times as many.
 */
public final class WriterBenchmark implements Benchmark {
  private static final Metric RATE = Metric.rate("rows");
  private static final String OUTBOX = "outbox";
  private static final String NONE = "no capture";
  private static final String NOTIFY = "row NOTIFY";
  private static final String WAL = "wal";
  private static final double WAL_GOAL = 0.95;
  private static final int MORE_ROWS = 10;

  /** What a run does. */
  private record Cell(int rowsPerTransaction, int clients, int rows) {
    @Override
    public String toString() {
      return "%d rows a transaction, %d clients".formatted(rowsPerTransaction, clients);
    }
  }

  /** Makes ready what captures. */
  @FunctionalInterface
  private interface Capture {
    void install(Connection connection) throws SQLException;
  }

  @Override
  public String name() {
    return "writer";
  }

  @Override
  public String description() {
    return "Rows inserted into transactions, one statement a transaction, with what captures them"
        + " in place and nobody reading: the outbox's statement trigger, none, a publication"
        + " and a slot, and a row trigger that sends each row with NOTIFY.";
  }

  @Override
  public Size size() {
    return new Size(20_000, 3);
  }

  @Override
  public void run(Work work, Turns turns) throws Exception {
    try (BenchmarkServer server = BenchmarkServer.start(work.fsync())) {
      for (int clients : List.of(1, 8)) {
        turns.run(comparison(server, new Cell(1, clients, work.rows())));
        turns.run(comparison(server, new Cell(100, clients, MORE_ROWS * work.rows())));
      }
    }
  }

  private static Comparison comparison(BenchmarkServer server, Cell cell) {
    return new Comparison(
        cell.toString(),
        List.of(
            new Variant(
                OUTBOX, () -> write(server, cell, any -> CaptureMode.OUTBOX.install(server))),
            new Variant(NONE, () -> write(server, cell, any -> {})),
            new Variant(WAL, () -> wal(server, cell)),
            new Variant(NOTIFY, () -> write(server, cell, NotificationListener::createTrigger))),
        List.of(Goal.ratio(RATE, OUTBOX, NOTIFY, 1), Goal.ratio(RATE, WAL, NONE, WAL_GOAL)));
  }

  /** With a publication and a slot, as mode wal has them. */
  private static Sample wal(BenchmarkServer server, Cell cell) throws Exception {
    try (Connection connection = server.connect()) {
      try {
        return write(server, cell, captured -> RawLog.create(server, captured).close());
      } finally {
        ChainRuns.dropSlots(connection);
      }
    }
  }

  private static Sample write(BenchmarkServer server, Cell cell, Capture capture) throws Exception {
    try (Connection connection = server.connect()) {
      Transactions.create(connection);
      capture.install(connection);
      long began = System.nanoTime();
      List<CompletableFuture<Void>> ends = new ArrayList<>();
      int share = cell.rows() / cell.clients();
      for (int client = 0; client < cell.clients(); client++) {
        long first = (long) client * share + 1;
        ends.add(
            Background.start(
                () -> write(server, first, first + share - 1, cell.rowsPerTransaction())));
      }
      for (CompletableFuture<Void> end : ends) {
        Background.await(end);
      }
      long nanos = System.nanoTime() - began;
      requireRows(connection, (long) share * cell.clients());
      return Sample.ofRate(RATE, (long) share * cell.clients(), nanos);
    }
  }

  private static void write(BenchmarkServer server, long first, long last, int batch)
      throws SQLException {
    try (Connection connection = server.connect()) {
      Transactions.write(connection, first, last, batch);
    }
  }

  private static void requireRows(Connection connection, long expected) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM transactions")) {
      row.next();
      if (row.getLong(1) != expected) {
        throw new IllegalStateException(
            "expected %d rows, there are %d".formatted(expected, row.getLong(1)));
      }
    }
  }
}
