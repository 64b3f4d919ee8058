package dev.potoroo.benchmarks.database;

import dev.potoroo.benchmarks.Benchmark;
import dev.potoroo.benchmarks.measure.Comparison;
import dev.potoroo.benchmarks.measure.Goal;
import dev.potoroo.benchmarks.measure.Sample;
import dev.potoroo.benchmarks.measure.Turns;
import dev.potoroo.benchmarks.measure.Variant;
import dev.potoroo.postgres.connection.ConnectionSettings;
import dev.potoroo.postgres.sink.PostgresSinkCommand;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * From an insert to its alert, at rates that leave room. {@code rows} are those of a run at 1,000 a
 * second; the other rates get as long. Before them the programs warm up for half a minute.
 */
public final class LatencyBenchmark implements Benchmark {
  private static final String CHAIN = "outbox";
  private static final String UNMARKED = "outbox, a sink without marks";
  private static final String NOTIFY = "NOTIFY alone";
  private static final String NOTIFY_AT_ONCE = "NOTIFY alone, without the driver's wait";
  private static final List<Integer> RATES = List.of(100, 1000, 5000);
  private static final int MIDDLE_RATE = 1000;

  /**
   * At the middle rate: so long the three programs are compiled, for which they take one of two
   * cores from those who work.
   */
  private static final int WARM_UP_ROWS = 30_000;

  /** Those of the warm-up that have figures of their own. */
  private static final int COLD_ROWS = 10_000;

  /** When an alert was committed, as the server's log has it. */
  private static final String COMMITTED =
      "SELECT split_part(split_part(alert_log, ' ', 4), ':', 1)::int,"
          + " (extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000000)::bigint"
          + " FROM alert_log";

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String description() {
    return "From the moment that a row was due to be inserted until its alert is committed, by the"
        + " server's commit times. Rows come at a fixed rate, one a transaction, and one"
        + " that has to wait for another counts from when it was due. Beside it a row"
        + " trigger's NOTIFY, until a JDBC client has it: a plain one, and one on a connection that"
        + " does not let the driver wait for more; and the same chain with a sink that keeps no"
        + " marks.";
  }

  @Override
  public Size size() {
    return new Size(5_000, 2);
  }

  @Override
  public void run(Work work, Turns turns) throws Exception {
    List<Goal> goals = new ArrayList<>();
    for (int rate : RATES) {
      goals.add(Goal.ratio(Latencies.percentile(50, at(rate)), CHAIN, NOTIFY, 2));
      goals.add(Goal.ratio(Latencies.percentile(50, at(rate)), CHAIN, NOTIFY_AT_ONCE, 2));
    }
    goals.add(Goal.value(Latencies.percentile(99, at(MIDDLE_RATE)), CHAIN, 10));
    goals.add(Goal.ratio(Latencies.percentile(50, at(MIDDLE_RATE)), CHAIN, UNMARKED, 1.1));
    try (BenchmarkServer server = BenchmarkServer.start(work.fsync())) {
      Schedule schedule = new Schedule(work.rows());
      turns.run(
          new Comparison(
              "insert to alert",
              List.of(
                  new Variant(CHAIN, () -> chain(server, schedule, PostgresSinkCommand.class)),
                  new Variant(UNMARKED, () -> chain(server, schedule, UnmarkedSinkProgram.class)),
                  new Variant(NOTIFY, () -> notification(server, schedule, server.connect())),
                  new Variant(
                      NOTIFY_AT_ONCE, () -> notification(server, schedule, connectAsWeDo(server)))),
              goals));
    }
  }

  /**
   * Which ids are written at which rate, after the warm-up.
   *
   * @param rows at the middle rate
   */
  private record Schedule(int rows) {

    int firstOf(int rate) {
      int first = WARM_UP_ROWS + 1;
      for (int before : RATES) {
        if (before == rate) {
          break;
        }
        first += count(before);
      }
      return first;
    }

    int lastOf(int rate) {
      return firstOf(rate) + count(rate) - 1;
    }

    int last() {
      return lastOf(RATES.get(RATES.size() - 1));
    }

    private int count(int rate) {
      return (int) Math.max(1, (long) rows * rate / MIDDLE_RATE);
    }

    PacedWriter writer(BenchmarkServer server) throws SQLException {
      return new PacedWriter(server, last(), RATES.get(RATES.size() - 1));
    }

    void write(PacedWriter writer) throws Exception {
      writer.write(1, WARM_UP_ROWS, MIDDLE_RATE);
      for (int rate : RATES) {
        writer.write(firstOf(rate), lastOf(rate), rate);
      }
    }
  }

  private static Sample chain(BenchmarkServer server, Schedule schedule, Class<?> sink)
      throws Exception {
    try (Connection connection = server.connect()) {
      Transactions.create(connection);
      PacedWriter writer = schedule.writer(server);
      try (writer;
          AlertsChain chain = AlertsChain.start(server, CaptureMode.OUTBOX, sink);
          Landing landing = new Landing(connection, chain)) {
        chain.awaitOpen();
        schedule.write(writer);
        landing.await(schedule.last());
      }
      AlertLog.requireExactly(connection, schedule.last());
      return sample(schedule, writer, committed(connection, schedule.last()));
    }
  }

  /** By id, in microseconds since 1970. */
  private static long[] committed(Connection connection, int last) throws SQLException {
    long[] committed = new long[last + 1];
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(COMMITTED)) {
      while (rows.next()) {
        committed[rows.getInt(1)] = rows.getLong(2);
      }
    }
    return committed;
  }

  /** As the source does, whose socket does not let the driver wait for more. */
  private static Connection connectAsWeDo(BenchmarkServer server) throws Exception {
    return ConnectionSettings.parse(server.connectionString()).open("benchmark");
  }

  private static Sample notification(
      BenchmarkServer server, Schedule schedule, Connection listening) throws Exception {
    try (Connection connection = server.connect();
        NotificationListener listener = new NotificationListener(listening, schedule.last())) {
      Transactions.create(connection);
      NotificationListener.createTrigger(connection);
      PacedWriter writer = schedule.writer(server);
      try (writer) {
        schedule.write(writer);
      }
      return sample(schedule, writer, listener.awaitArrivals());
    }
  }

  private static Sample sample(Schedule schedule, PacedWriter writer, long[] there) {
    Sample sample =
        latencies("of the first 10 s, " + at(MIDDLE_RATE), 1, COLD_ROWS, writer, there)
            .addTo(Sample.empty());
    for (int rate : RATES) {
      sample =
          latencies(at(rate), schedule.firstOf(rate), schedule.lastOf(rate), writer, there)
              .addTo(sample);
    }
    return sample;
  }

  private static Latencies latencies(
      String which, int first, int last, PacedWriter writer, long[] there) {
    Latencies latencies = new Latencies(which);
    for (int id = first; id <= last; id++) {
      latencies.add(there[id] - writer.dueMicros(id));
    }
    return latencies;
  }

  private static String at(int rate) {
    return "at " + rate + " rows/s";
  }
}
