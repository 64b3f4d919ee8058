package dev.potoroo.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.testkit.peer.ScriptedSender;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The executable as its user meets it: what it prints and how it ends. */
@ExtendWith(PostgresExtension.class)
final class PostgresSinkCommandIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final StreamId STREAM = StreamId.of("public.transactions");

  private PostgresDatabase database;

  @BeforeEach
  void takeAnEmptyDatabase(PostgresDatabase empty) {
    database = empty;
  }

  @Test
  void namesAllThatIsWrongWithTheCallAndEndsWithTwo() throws Exception {
    try (SinkProcess sink =
        start("--connection", "colour=red", "--table", "a b", "--column", "", "--schema", "x.y")) {
      assertThat(sink.exitCode()).isEqualTo(2);
      assertThat(sink.output())
          .contains("--connection: unknown keyword \"colour\"")
          .contains("--table: expected a name")
          .contains("--column: expected a name")
          .contains("--schema: expected one name, got x.y");
    }
  }

  @Test
  void showsDefaultsInItsHelp() throws Exception {
    try (SinkProcess sink = start("--help")) {
      assertThat(sink.exitCode()).isZero();
      assertThat(sink.output())
          .contains("127.0.0.1:7200")
          .contains("Default: alert_log")
          .contains("Default: potoroo")
          .contains("--create-table");
    }
  }

  @Test
  void endsWithTwoOnAWrongPassword() throws Exception {
    PostgresRole role = database.createRole();
    String connection = database.connectionString(new PostgresRole(role.name(), "not-it"));

    try (SinkProcess sink = start("--connection", connection, "--listen", "127.0.0.1:0")) {
      assertThat(sink.exitCode()).isEqualTo(2);
      assertThat(sink.output())
          .contains("password authentication failed for user")
          .doesNotContain("not-it");
    }
  }

  @Test
  void endsWithOneAndTheSqlThatMendsItWhenTheTableIsMissing() throws Exception {
    String connection = database.connectionString(database.createRole());

    try (SinkProcess sink = start("--connection", connection, "--listen", "127.0.0.1:0")) {
      assertThat(sink.exitCode()).isEqualTo(1);
      assertThat(sink.output())
          .contains("table alert_log is not there; create it, or start with --create-table")
          .contains("CREATE TABLE \"alert_log\" (id serial PRIMARY KEY, \"alert_log\" varchar,");
    }
  }

  @Test
  void logsAJsonObjectALineWithConnectorAndSession() throws Exception {
    List<String> lines;
    try (SinkProcess sink = startOnItsTable("--log-format", "json", "--log-level", "debug")) {
      await().atMost(PATIENCE).until(() -> sink.output().contains("listening on "));
      String address = sink.output().replaceAll("(?s).*listening on ([0-9.:]+).*", "$1");
      try (ScriptedSender sender = ScriptedSender.application(address).dial()) {
        sender.greet("");
        await().atMost(PATIENCE).until(() -> sink.output().contains("\"session\""));
      }
      lines = List.of(sink.output().split("\n"));
    }

    assertThat(lines)
        .allSatisfy(
            line -> {
              JsonNode json = new ObjectMapper().readTree(line);
              assertThat(json.path("level").asText()).isNotEmpty();
              assertThat(json.path("formattedMessage").asText()).isNotEmpty();
            })
        .anySatisfy(
            line -> {
              JsonNode fields = new ObjectMapper().readTree(line).path("mdc");
              assertThat(fields.path("connector").asText()).isEqualTo("postgres-sink");
              assertThat(fields.path("session").asText()).startsWith("127.0.0.1:");
            });
  }

  @Test
  void waitsForADatabaseThatIsNotThereYet() throws Exception {
    String later = database.name() + "_later";
    PostgresRole role = database.createRole();
    try (SinkProcess sink =
        start(
            "--connection",
            database.connectionString(role) + " dbname=" + later,
            "--listen",
            "127.0.0.1:0",
            "--create-table")) {
      ScriptedSender sender = ScriptedSender.application(sink.address()).dial();
      await().until(() -> sink.output().contains("waiting for database \"" + later + "\""));

      database.execute("CREATE DATABASE " + later + " OWNER " + role.name());
      sender.greet("");
      sender.announce(STREAM, "public.transactions");
      sender.send(message(1, "one"));

      sender.awaitAcknowledged(STREAM, 1);
      sender.close();
    } finally {
      database.execute("DROP DATABASE IF EXISTS " + later + " WITH (FORCE)");
    }
  }

  @Test
  void endsWithOneAndNamesTheMessageThatCannotBeWritten() throws Exception {
    try (SinkProcess sink = startOnItsTable()) {
      ScriptedSender sender = ScriptedSender.application(sink.address()).dial();
      sender.greet("");
      sender.announce(STREAM, "public.transactions");

      sender.send(message(1, "one"), message(2, "tw\0o"));

      sender.await(ErrorFrame.class);
      assertThat(sink.exitCode()).isEqualTo(1);
      assertThat(sink.output())
          .contains("message 2 of stream public.transactions (" + STREAM + ")")
          .contains("NUL")
          .doesNotContain("tw\0o");
      sender.close();
    }
    assertThat(database.number("SELECT count(*) FROM alert_log WHERE alert_log <> 'one'")).isZero();
  }

  @Test
  void goesOnThroughARestartOfTheServer() throws Exception {
    try (SinkProcess sink = startOnItsTable()) {
      ScriptedSender sender = ScriptedSender.application(sink.address()).dial();
      sender.greet("");
      sender.announce(STREAM, "public.transactions");
      sender.send(message(1, "one"));
      sender.awaitAcknowledged(STREAM, 1);

      database.server().restart();
      sender.send(message(2, "two"));
      sender.await(ErrorFrame.class);
      sender.dial().greet("");
      assertThat(sender.announce(STREAM, "public.transactions").value()).isEqualTo(1);
      sender.send(message(2, "two"));
      sender.awaitAcknowledged(STREAM, 2);
      sender.close();
    }
    assertThat(database.column("SELECT alert_log FROM alert_log ORDER BY id"))
        .containsExactly("one", "two");
  }

  @Test
  void endsWithZeroOnSigtermAndShowsNoSecretInItsLog() throws Exception {
    PostgresRole role = database.createRole();
    database.execute("GRANT CREATE ON DATABASE " + database.name() + " TO " + role.name());
    database.execute("GRANT CREATE ON SCHEMA public TO " + role.name());

    try (SinkProcess sink =
        start(
            "--connection",
            database.connectionString(role),
            "--listen",
            "127.0.0.1:0",
            "--create-table",
            "--cookie",
            "open-sesame")) {
      ScriptedSender sender = ScriptedSender.application(sink.address()).dial();
      sender.greet("open-sesame");
      sender.announce(STREAM, "public.transactions");
      sender.send(message(1, "a payload of its own"));
      sender.awaitAcknowledged(STREAM, 1);

      sink.terminate();

      assertThat(sink.exitCode()).isZero();
      assertThat(sink.output())
          .doesNotContain("open-sesame", role.password(), "a payload of its own");
      sender.close();
    }
  }

  @Test
  void endsWithOneWhenItsPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SinkProcess sink =
            start(
                "--connection",
                database.connectionString(database.createRole()),
                "--listen",
                "127.0.0.1:" + taken.getLocalPort())) {
      assertThat(sink.exitCode()).isEqualTo(1);
      assertThat(sink.output()).contains("--listen").contains("" + taken.getLocalPort());
    }
  }

  @Test
  void showsTheMarks() throws Exception {
    String connection = database.connectionString(GuideRights.createTableAndRole(database));
    try (PostgresSink sink = new PostgresSink(Settings.existing(connection))) {
      sink.open();
      sink.write(
          new Batches().message(Batches.stream("public.transactions"), 17, "seventeen").batch());
    }

    try (SinkProcess status = start("status", "--connection", connection)) {
      assertThat(status.exitCode()).isZero();
      assertThat(status.output())
          .containsPattern("application +target +stream +high-water mark +updated")
          .containsPattern(
              "alerts +public\\.alert_log\\(alert_log\\) +public\\.transactions +17 +20");
    }
  }

  private SinkProcess startOnItsTable(String... arguments) throws Exception {
    PostgresRole role = GuideRights.createTableAndRole(database);
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--connection", database.connectionString(role)));
    all.addAll(List.of("--listen", "127.0.0.1:0"));
    all.addAll(List.of(arguments));
    return start(all.toArray(String[]::new));
  }

  private static SinkProcess start(String... arguments) throws Exception {
    return new SinkProcess(Map.of(), arguments);
  }

  private static Message message(long id, String payload) {
    return new Message(
        STREAM, new MessageId(id), 0, Message.NO_BYTES, payload.getBytes(StandardCharsets.UTF_8));
  }
}
