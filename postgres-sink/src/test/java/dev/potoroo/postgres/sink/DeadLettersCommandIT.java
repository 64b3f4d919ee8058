package dev.potoroo.postgres.sink;

import static dev.potoroo.postgres.sink.Batches.batch;
import static dev.potoroo.postgres.sink.Batches.stream;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.potoroo.connector.sink.SinkStream;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.testkit.peer.ScriptedSender;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.postgres.PostgresRole;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code postgres-sink dead-letters} as its user meets it. */
@ExtendWith(PostgresExtension.class)
final class DeadLettersCommandIT {
  private static final SinkStream STREAM = stream("public.transactions");

  private PostgresDatabase database;
  private PostgresRole writer;
  private PostgresRole repairer;

  @BeforeEach
  void refuseTwoOfFour(PostgresDatabase empty) throws Exception {
    database = empty;
    database.execute("CREATE TABLE alert_log (id serial, alert_log varchar(5))");
    writer = database.createRole();
    repairer = database.createRole();
    GuideRights.giveToSink(database, writer);
    GuideRights.giveForDeadLetters(database, writer, repairer);
    PostgresSinkSettings settings = Settings.existing(database.connectionString(writer));
    try (PostgresSink sink = new PostgresSink(Settings.keepingDeadLetters(settings))) {
      sink.open();
      sink.write(batch(STREAM, PointOfReference.NEVER, 1, "one", "seventeen", "three", "fo\0r"));
    }
  }

  @Test
  void acknowledgesWhatBecameADeadLetterAndGoesOn() throws Exception {
    try (SinkProcess sink =
        start(
            "--connection",
            database.connectionString(writer),
            "--listen",
            "127.0.0.1:0",
            "--on-rejected",
            "dead-letter")) {
      ScriptedSender sender = ScriptedSender.application(sink.address()).dial();
      sender.greet("");
      sender.announce(STREAM.id(), STREAM.name());

      sender.send(message(1, "a secret that is too long"));
      sender.awaitAcknowledged(STREAM.id(), 1);
      sender.send(message(2, "two"));
      sender.awaitAcknowledged(STREAM.id(), 2);

      sender.close();
      sink.terminate();
      assertThat(sink.exitCode()).isZero();
      assertThat(sink.output())
          .containsPattern("WARN .*table public.alert_log refuses 1 of 1 messages .* 22001")
          .doesNotContain("secret");
    }
    assertThat(alerts()).containsExactly("one", "three", "two");
  }

  @Test
  void listsThemAsATable() throws Exception {
    assertThat(run(0, "list"))
        .containsPattern("id +application +target +stream +message +bytes +state +reason")
        .containsPattern(
            "1 +alerts +public\\.alert_log\\(alert_log\\) +public\\.transactions +2 +9 +22001"
                + " +value too long for type character varying\\(5\\)")
        .endsWith("2 dead letters");
  }

  @Test
  void listsThemAsJson() throws Exception {
    JsonNode list = new ObjectMapper().readTree(run(0, "list", "--json"));

    assertThat(list).hasSize(2);
    JsonNode second = list.get(1);
    assertThat(second.get("target").textValue()).isEqualTo("public.alert_log(alert_log)");
    assertThat(second.get("name").textValue()).isEqualTo("public.transactions");
    assertThat(second.get("stream").asText()).isEqualTo(STREAM.id().toString());
    assertThat(second.get("message").longValue()).isEqualTo(4);
    assertThat(second.get("payload").binaryValue())
        .isEqualTo("fo\0r".getBytes(StandardCharsets.UTF_8));
    assertThat(second.get("sqlState").textValue()).isEqualTo("22021");
  }

  @Test
  void replaysThemInTheirOrderAndSaysWhatIsStillRefused() throws Exception {
    assertThat(run(1, "replay"))
        .contains("dead letter 1 is refused: value too long for type character varying(5)")
        .contains("dead letter 2 is refused: ")
        .endsWith("public.alert_log(alert_log): 0 written, 2 still refused");
    assertThat(alerts()).containsExactly("one", "three");

    database.execute("ALTER TABLE alert_log ALTER alert_log TYPE text");
    assertThat(run(1, "replay")).endsWith("1 written, 1 still refused");
    assertThat(alerts()).containsExactly("one", "three", "seventeen");

    database.execute(
        "ALTER TABLE alert_log ALTER alert_log TYPE bytea USING convert_to(alert_log, 'UTF8')");
    assertThat(run(0, "replay")).endsWith("1 written, 0 still refused");
    assertThat(database.column("SELECT encode(alert_log, 'escape') FROM alert_log ORDER BY id"))
        .containsExactly("one", "three", "seventeen", "fo\\000r");
    assertThat(run(0, "list")).endsWith("0 dead letters");
  }

  @Test
  void leavesThoseOfOtherTargetsAlone() throws Exception {
    database.execute("CREATE TABLE other (alert_log text)");
    database.execute("GRANT INSERT ON TABLE other TO " + repairer.name());

    assertThat(run(0, "replay", "--table", "other"))
        .endsWith("public.other(alert_log): 0 written, 0 still refused");

    assertThat(run(0, "list")).endsWith("2 dead letters");
  }

  @Test
  void dropsThoseThatAreNamedAndSaysWhatIsNotThere() throws Exception {
    assertThat(run(1, "drop", "--id", "2,7"))
        .contains("1 dropped")
        .endsWith("dead letter 7 is not there");

    assertThat(run(0, "list")).endsWith("1 dead letter");
  }

  @Test
  void dropsAll() throws Exception {
    assertThat(run(0, "drop", "--all")).endsWith("2 dropped");

    assertThat(run(0, "list")).endsWith("0 dead letters");
  }

  @Test
  void dropsNothingWhenItIsNotSaidWhat() throws Exception {
    assertThat(run(2, "drop")).contains("expected either --id or --all, got neither");
    assertThat(run(2, "drop", "--all", "--id", "1")).contains("got both");

    assertThat(run(0, "list")).endsWith("2 dead letters");
  }

  private String run(int exitCode, String command, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("dead-letters", command));
    all.addAll(List.of("--connection", database.connectionString(repairer)));
    all.addAll(List.of(arguments));
    try (SinkProcess process = start(all.toArray(String[]::new))) {
      assertThat(process.exitCode()).as(process.output()).isEqualTo(exitCode);
      return process.output();
    }
  }

  private static SinkProcess start(String... arguments) throws Exception {
    return new SinkProcess(Map.of(), arguments);
  }

  private static Message message(long id, String payload) {
    return new Message(
        STREAM.id(),
        new MessageId(id),
        0,
        Message.NO_BYTES,
        payload.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> alerts() throws Exception {
    return database.column("SELECT alert_log FROM alert_log ORDER BY id");
  }
}
