package dev.potoroo.alerts.chaos;

import static org.awaitility.Awaitility.await;

import dev.potoroo.alerts.endtoend.AlertsChain;
import dev.potoroo.alerts.endtoend.Program;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresServer;
import dev.potoroo.testkit.proxy.FaultyLink;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** The three programs, with a link that can fail in place of each of their connections. */
final class ChaosChain implements AutoCloseable {
  /** Without a single alert: longer than the longest pause of a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** A silent peer, by whoever waits for it. Shorter would part those that are only slow. */
  private static final String NOTICED_WITHIN = "1s";

  private final PostgresDatabase database;
  private final AlertsChain programs;
  private final Map<Link, FaultyLink> links = new EnumMap<>(Link.class);

  /** Starts them, and returns when the source captures what is written. */
  ChaosChain(PostgresDatabase database, Path logs, Route route) throws SQLException {
    this.database = database;
    programs = new AlertsChain(database, logs, route.sourceRights());
    route.choose(programs);
    for (Program program : Program.values()) {
      // Not so long that most faults would meet a chain that waits.
      programs.option(program, "--backoff", "20ms", "--max-backoff", "200ms");
      programs.option(program, "--idle-timeout", NOTICED_WITHIN, "--handshake-timeout", "5s");
    }
    programs.option(Program.SOURCE, "--database-timeout", NOTICED_WITHIN);
    programs.option(Program.SINK, "--database-timeout", NOTICED_WITHIN);
    programs.dialAt(
        Program.SOURCE, link(Link.SOURCE_TO_APPLICATION, toUs(programs.applicationPort())));
    programs.dialAt(Program.APPLICATION, link(Link.APPLICATION_TO_SINK, toUs(programs.sinkPort())));
    programs.findPostgresAt(Program.SOURCE, link(Link.SOURCE_TO_POSTGRES, toPostgres()));
    programs.findPostgresAt(Program.SINK, link(Link.SINK_TO_POSTGRES, toPostgres()));
    programs.startAll();
  }

  private static FaultyLink toUs(int port) {
    return FaultyLink.to("127.0.0.1", port);
  }

  private FaultyLink toPostgres() {
    return FaultyLink.toForeign(server().host(), server().port());
  }

  /** Returns where to dial. */
  private int link(Link link, FaultyLink faulty) {
    links.put(link, faulty);
    return faulty.port();
  }

  AlertsChain programs() {
    return programs;
  }

  PostgresServer server() {
    return database.server();
  }

  FaultyLink link(Link link) {
    FaultyLink faulty = links.get(link);
    if (faulty == null) {
      throw new IllegalStateException("nothing stands at " + link);
    }
    return faulty;
  }

  /** All connections to this database but those that a test opened. */
  void terminateBackends() throws SQLException {
    database.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND application_name <> 'potoroo test'");
  }

  /** Rows that the writers have committed. */
  long written() throws SQLException {
    return database.number("SELECT count(*) FROM transactions");
  }

  /**
   * Until an alert has landed for each row that is committed now.
   *
   * @throws org.awaitility.core.ConditionTimeoutException when for long none lands at all
   */
  void awaitCaughtUp() throws SQLException {
    long expected =
        database.number(
            "SELECT count(*) FROM transactions WHERE amount NOT BETWEEN -1000 AND 1000");
    for (long landed = programs.landed(); landed < expected; landed = programs.landed()) {
      long before = landed;
      await("an alert beyond " + before + " of " + expected)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                programs.requireRunning();
                return programs.landed() > before;
              });
    }
  }

  /** How often an alert stands before one of a row that its writer had written earlier. */
  long outOfOrder() throws SQLException {
    return database.number(
        """
        SELECT count(*)
          FROM (SELECT written,
                       lag(written) OVER (PARTITION BY written %% %d ORDER BY id) AS landed_before
                  FROM (SELECT id, substring(alert_log FROM 'for (\\d+):')::bigint AS written
                          FROM alert_log) AS alerts) AS neighbours
         WHERE written < landed_before
        """
            .formatted(ChaosWriters.COUNT));
  }

  @Override
  public void close() {
    programs.close();
    links.values().forEach(FaultyLink::close);
  }
}
