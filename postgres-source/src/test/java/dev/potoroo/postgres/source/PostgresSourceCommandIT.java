package dev.potoroo.postgres.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.command.Program;
import dev.potoroo.postgres.source.driver.Capture;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import picocli.CommandLine;

/** The executable: its process and its exit codes, and its commands. */
@ExtendWith(PostgresExtension.class)
final class PostgresSourceCommandIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  private PostgresDatabase database;
  private Capture capture;
  private String connection;

  @BeforeEach
  void createTable(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    capture = Capture.in(database).table("CREATE TABLE events (body text)", "events");
    connection = database.connectionString(capture.role());
  }

  @Test
  void sendsAgainWhatWasNotAcknowledgedWhenItWasKilled() throws Exception {
    try (ScriptedReceiver application = ScriptedReceiver.listen()) {
      List<Message> sent;
      try (SourceProcess source = start(application)) {
        acceptAndOpen(application);
        insert(1, 5);
        sent = application.expectMessages(5);
        application.acknowledge(5, sent.get(1));
        awaitAcknowledged(2);
        source.kill();
      }
      insert(6, 6);

      try (SourceProcess source = start(application)) {
        acceptAndOpen(application);
        List<Message> again = application.expectMessages(4);

        assertThat(again.subList(0, 3)).isEqualTo(sent.subList(2, 5));
        assertThat(payload(again.get(3))).isEqualTo("{\"body\":\"6\"}");
        assertThat(source.output()).doesNotContain("{\"body\"");
      }
    }
  }

  @Test
  void goesOnWhereItWasWhenPostgresqlComesBack() throws Exception {
    try (ScriptedReceiver application = ScriptedReceiver.listen();
        SourceProcess source = start(application)) {
      acceptAndOpen(application);
      insert(1, 5);
      List<Message> sent = application.expectMessages(5);
      application.acknowledge(5, sent.get(1));
      awaitAcknowledged(2);

      database.server().kill();
      insert(6, 6);
      acceptAndOpen(application);

      List<Message> again = application.expectMessages(4);
      assertThat(again.subList(0, 3)).isEqualTo(sent.subList(2, 5));
      assertThat(payload(again.get(3))).isEqualTo("{\"body\":\"6\"}");
      assertThat(source.output()).contains("trying again");
    }
  }

  @Test
  void saysWhichOptionLetsALongRowThroughAndLosesNothing() throws Exception {
    try (ScriptedReceiver application = ScriptedReceiver.listen()) {
      try (SourceProcess source = start(application)) {
        acceptAndOpen(application);
        insert(1, 1);
        application.acknowledge(1, application.expect(Message.class));
        awaitAcknowledged(1);
        database.execute("INSERT INTO events VALUES (repeat('0123456789', 1000000))");

        assertThat(source.exitCode()).isEqualTo(1);
        assertThat(source.output())
            .contains("stream " + database.name() + ".public.events/outbox/")
            .contains("message 2 makes a frame of 100000")
            .contains("raise --max-frame");
      }

      try (SourceProcess source = start(application, "--max-frame", "16MiB")) {
        acceptAndOpen(application);

        assertThat(application.expect(Message.class).payload()).hasSizeGreaterThan(10_000_000);
        assertThat(source.output()).doesNotContain("--max-frame");
      }
    }
  }

  @Test
  void endsWithZeroWhenItIsAskedToGo() throws Exception {
    try (ScriptedReceiver application = ScriptedReceiver.listen();
        SourceProcess source = start(application)) {
      acceptAndOpen(application);

      source.terminate();

      assertThat(source.exitCode()).isZero();
      assertThat(
              database.number(
                  "SELECT count(*) FROM pg_stat_activity WHERE application_name ="
                      + " 'potoroo-source'"))
          .isZero();
    }
  }

  @Test
  void waitsForADatabaseThatIsNotThereYet() throws Exception {
    String missing = connection.replace(database.name(), database.name() + "_later");
    try (SourceProcess source = new SourceProcess("--connection", missing, "--table", "events")) {

      await()
          .atMost(LONG)
          .until(() -> source.output().contains("waiting for database \"" + database.name()));
    }
  }

  @Test
  void endsWithOneWhereARightIsMissing() throws Exception {
    database.execute("CREATE TABLE private (id int)");

    Run run = run("--connection", connection, "--table", "private");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors())
        .contains("may not install the capture of table public.private")
        .contains("CREATE TRIGGER")
        .contains("GRANT TRIGGER ON \"public\".\"private\" TO \"" + capture.role().name());
  }

  @Test
  void endsWithTwoNamingAllThatIsWrong() {
    Run run = run("--mode", "tape", "--table", "a.b.c", "--max-frame", "many");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).contains("--mode: ").contains("--table: ").contains("--max-frame");
  }

  @Test
  void endsWithTwoForAWrongPassword() {
    PostgresRole impostor = new PostgresRole(capture.role().name(), "not-the-password");
    assumeThatCode(() -> database.connect(impostor).close())
        .as("a server that was given may let everybody in")
        .isInstanceOf(SQLException.class);

    Run run = run("--connection", database.connectionString(impostor), "--table", "events");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).contains("--connection: ").doesNotContain(impostor.password());
  }

  @Test
  void printsTheSqlOfAnInstallationAndChangesNothing() throws Exception {
    Run printed = run("install", "--print", "--connection", connection, "--table", "events");

    assertThat(printed.exitCode()).isZero();
    assertThat(printed.output()).startsWith("BEGIN;\n").endsWith("COMMIT;\n");
    assertThat(database.column("SELECT nspname FROM pg_namespace")).doesNotContain("potoroo");
  }

  @Test
  void installsShowsAndUninstalls() throws Exception {
    String[] table = {"--connection", connection, "--table", "events"};

    assertThat(run(concat("install", table)).output()).isEqualTo("installed\n");
    assertThat(run(concat("install", table)).output())
        .isEqualTo("nothing to do: all is installed\n");
    insert(1, 3);
    assertThat(run("status", "--json", "--connection", connection).output())
        .contains("\"lagRows\" : 3");
    assertThat(run(concat("status", table)).output()).contains("public.events ");
    assertThat(run("uninstall", "--connection", connection).output())
        .isEqualTo("uninstalled public.events\n");
    assertThat(run("status", "--connection", connection).output())
        .isEqualTo("no table is captured by outbox or from the log\n");
    assertThat(database.column("SELECT nspname FROM pg_namespace")).doesNotContain("potoroo");
  }

  @Test
  void examinesTheDatabaseWithTheOptionsOfTheSource() throws Exception {
    String[] table = {"--connection", connection, "--table", "events", "--app", "127.0.0.1:7"};

    Run fit = run(concat("doctor", table));
    database.execute("DROP TABLE events");
    Run unfit = run(concat("doctor", concat("--json", table)));

    assertThat(fit.exitCode()).isZero();
    assertThat(fit.output())
        .contains("ok       server-version    PostgreSQL ")
        .contains("is not captured as the options ask")
        .containsPattern("\\d+ ok, \\d+ warning, 0 failed, 0 skipped");
    assertThat(unfit.exitCode()).isEqualTo(1);
    assertThat(unfit.output()).contains("\"healthy\" : false", "\"verdict\" : \"skipped\"");
    assertThat(run("doctor", "--connection", connection).exitCode()).isEqualTo(2);
  }

  @Test
  void examinesWhatModeWalNeeds() throws Exception {
    String[] log = {
      "--connection", database.connectionString(), "--table", "events", "--mode", "wal"
    };

    assertThat(run(concat("install", log)).exitCode()).isZero();
    Run run = run(concat("doctor", log));

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output())
        .contains("table public.events is captured", "wal-level", "slot potoroo_");
  }

  private record Run(int exitCode, String output, String errors) {}

  private static Run run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Program.commandLine(new PostgresSourceCommand());
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exitCode = Program.execute(command, args);
    return new Run(exitCode, out.toString(), err.toString());
  }

  private static String[] concat(String first, String... others) {
    String[] all = new String[others.length + 1];
    all[0] = first;
    System.arraycopy(others, 0, all, 1, others.length);
    return all;
  }

  private SourceProcess start(ScriptedReceiver application, String... more) throws Exception {
    String[] arguments = {
      "--connection", connection, "--table", "events", "--app", application.address()
    };
    String[] all = new String[arguments.length + more.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return new SourceProcess(all);
  }

  private static void acceptAndOpen(ScriptedReceiver application) {
    application.accept(LONG).greet(1_000);
    Notify notify = application.expect(Notify.class);
    PointOfReference point = notify.pointOfReference();
    application.open(notify, point.value() == 0 ? PointOfReference.NEVER : point);
  }

  private void awaitAcknowledged(long id) {
    await()
        .until(
            () ->
                database.number("SELECT coalesce(max(acknowledged), 0) FROM potoroo.stream") == id);
  }

  private void insert(int first, int last) throws SQLException {
    database.execute("INSERT INTO events SELECT generate_series(%d, %d)".formatted(first, last));
  }

  private static String payload(Message message) {
    return new String(message.payload(), StandardCharsets.UTF_8);
  }
}
