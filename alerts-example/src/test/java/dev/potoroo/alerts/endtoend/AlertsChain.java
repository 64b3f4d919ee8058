package dev.potoroo.alerts.endtoend;

import static org.awaitility.Awaitility.await;

import dev.potoroo.alerts.demo.Tally;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Source, application and sink as three processes on one database, on ports that stay the same when
 * they are started again. Nothing is started at first. Source and sink work as roles of their own,
 * with the rights that their guides grant.
 */
public final class AlertsChain implements AutoCloseable {
  private final PostgresDatabase database;
  private final Path logs;
  private final ChainRoles roles;
  private final int applicationPort;
  private final int sinkPort;
  private final Map<Program, List<String>> options = new EnumMap<>(Program.class);
  private final Map<Program, JavaProcess> processes = new ConcurrentHashMap<>();
  private final AtomicInteger starts = new AtomicInteger();
  private List<String> javaOptions = JavaProcess.QUICK_START;

  /**
   * Makes the tables {@code transactions (id, amount)} and {@code alert_log}.
   *
   * @param logs a directory for what the processes write
   */
  public AlertsChain(PostgresDatabase database, Path logs) throws SQLException {
    this(database, logs, "### Rights beside a sink");
  }

  /**
   * As {@link #AlertsChain(PostgresDatabase, Path)}, for another capture mode than the default.
   *
   * @param sourceRights the heading of the source's guide above what it grants
   */
  public AlertsChain(PostgresDatabase database, Path logs, String sourceRights)
      throws SQLException {
    this.database = database;
    this.logs = logs;
    // Both at once, for a port that was let go may be the next that is given out.
    try (ServerSocket application = onFreePort();
        ServerSocket sink = onFreePort()) {
      applicationPort = application.getLocalPort();
      sinkPort = sink.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    roles = ChainRoles.create(database, sourceRights);
    option(Program.SOURCE, "--connection", database.connectionString(roles.source()));
    option(Program.SOURCE, "--table", "transactions");
    option(Program.SOURCE, "--app", "127.0.0.1:" + applicationPort);
    option(Program.APPLICATION, "--listen", "127.0.0.1:" + applicationPort);
    option(Program.APPLICATION, "--sink", "127.0.0.1:" + sinkPort);
    option(Program.SINK, "--connection", database.connectionString(roles.sink()));
    option(Program.SINK, "--listen", "127.0.0.1:" + sinkPort);
  }

  /**
   * Has the source dial the application, or the application the sink, at another port than where it
   * listens, from the next start on.
   */
  public void dialAt(Program program, int port) {
    List<String> words = options.getOrDefault(program, List.of());
    int dialled = Math.max(words.indexOf("--app"), words.indexOf("--sink"));
    if (dialled < 0) {
      throw new IllegalArgumentException(program + " dials nobody");
    }
    words.set(dialled + 1, "127.0.0.1:" + port);
  }

  /** Has a connector find PostgreSQL at that port, from the next start on. */
  public void findPostgresAt(Program program, int port) {
    PostgresRole role =
        switch (program) {
          case SOURCE -> roles.source();
          case SINK -> roles.sink();
          case APPLICATION ->
              throw new IllegalArgumentException(program + " knows of no PostgreSQL");
        };
    List<String> words = options.getOrDefault(program, List.of());
    words.set(
        words.indexOf("--connection") + 1, database.connectionString(role, "127.0.0.1", port));
  }

  /** Adds keywords to what a connector finds PostgreSQL by, from the next start on. */
  void connectWith(Program program, String keywords) {
    List<String> words = options.getOrDefault(program, List.of());
    int connection = words.indexOf("--connection") + 1;
    words.set(connection, words.get(connection) + " " + keywords);
  }

  ChainRoles roles() {
    return roles;
  }

  /** Adds to the command line that a program gets from its next start on. */
  public AlertsChain option(Program program, String... words) {
    options.computeIfAbsent(program, key -> new ArrayList<>()).addAll(List.of(words));
    return this;
  }

  /** From the next start on the JVMs get what bin/potoroo gives them. */
  public AlertsChain runAsInstalled() {
    javaOptions = List.of("@" + Path.of("..", "bin", "java-options"));
    return this;
  }

  /** From any thread; a program is started by one thread at a time. */
  public JavaProcess start(Program program) {
    Path output =
        logs.resolve(
            "%04d-%s.log".formatted(starts.incrementAndGet(), program).toLowerCase(Locale.ROOT));
    JavaProcess process =
        JavaProcess.start(
            program.mainClass(), output, javaOptions, options.getOrDefault(program, List.of()));
    processes.put(program, process);
    return process;
  }

  /** Returns when the source captures what is written, so that no row escapes it. */
  public void startAll() {
    for (Program program : Program.values()) {
      start(program);
    }
    awaitCapture();
  }

  /**
   * Until the source has its triggers on the table, or its replication slot, as the mode wants:
   * what was written before, it never sees.
   */
  void awaitCapture() {
    await("triggers on transactions, or a slot")
        .atMost(JavaProcess.PATIENCE)
        .until(
            () ->
                database.number(
                        """
                        SELECT (SELECT count(*) FROM pg_trigger
                                 WHERE tgrelid = 'transactions'::regclass AND NOT tgisinternal)
                             + (SELECT count(*) FROM pg_replication_slots
                                 WHERE database = current_database()
                                   AND confirmed_flush_lsn IS NOT NULL)
                        """)
                    > 0);
  }

  /** The one started last. */
  public JavaProcess process(Program program) {
    JavaProcess process = processes.get(program);
    if (process == null) {
      throw new IllegalStateException(program + " was never started");
    }
    return process;
  }

  void insert(long id, String amount) throws SQLException {
    database.execute("INSERT INTO transactions VALUES (%d, %s)".formatted(id, amount));
  }

  /** What has landed, in the order in which it did. */
  List<String> alerts() throws SQLException {
    return database.column("SELECT alert_log FROM alert_log ORDER BY id");
  }

  /** How many have landed. */
  public long landed() throws SQLException {
    return database.number("SELECT count(*) FROM alert_log");
  }

  public void awaitLanded(long atLeast) {
    await(atLeast + " alerts")
        .atMost(JavaProcess.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              requireRunning();
              return landed() >= atLeast;
            });
  }

  /**
   * @throws AssertionError when one has ended though nobody asked it to
   */
  public void requireRunning() {
    processes.values().forEach(JavaProcess::requireRunning);
  }

  public Tally tally() throws SQLException {
    try (Connection connection = database.connect()) {
      return Tally.count(connection);
    }
  }

  public int applicationPort() {
    return applicationPort;
  }

  public int sinkPort() {
    return sinkPort;
  }

  @Override
  public void close() {
    processes.values().forEach(JavaProcess::close);
  }

  private static ServerSocket onFreePort() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}
