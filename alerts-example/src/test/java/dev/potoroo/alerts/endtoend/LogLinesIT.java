package dev.potoroo.alerts.endtoend;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the three processes log: lines that say in fields whom they are about, and none while all is
 * well. {@code -Dlog.quiet.seconds} says for how long the chain is watched.
 */
@ExtendWith(PostgresExtension.class)
final class LogLinesIT {
  private static final Duration QUIET = Duration.ofSeconds(Long.getLong("log.quiet.seconds", 2));

  /** True of the tests' server. */
  private static final String FSYNC_WARNING = ".*the server runs with fsync = off.*";

  private static final Pattern ABOUT_A_STREAM =
      Pattern.compile(".*stream .*(, acknowledged: |goes on after|waits for|is open|has ended).*");

  private static final Pattern ABOUT_A_SESSION =
      Pattern.compile(
          "waiting for the application.*|connected to .*|lost the application.*"
              + "|.* connected|.*dialling until it answers.*|.* disconnected: .*");

  /** Whom the line is about, not for whom it waits. */
  private static final Pattern PEER =
      Pattern.compile("((?! waits for ).)*? at (?<address>127[0-9.]+:[0-9]+)");

  private static final Pattern ABOUT_THE_PROCESS =
      Pattern.compile(
          "(alerts: )?(listening on|writing to|asked to stop|stopping|stopped).*"
              + "|table .*capture installed.*|"
              + FSYNC_WARNING);

  @RegisterExtension final ProcessLogs logs = new ProcessLogs();

  private PostgresDatabase database;
  private AlertsChain chain;

  /** One line of a process. */
  private record Line(Program program, JsonNode json) {

    String text() {
      return json.path("formattedMessage").asText();
    }

    /** Empty where the line does not have it. */
    String field(String name) {
      return json.path("mdc").path(name).asText();
    }
  }

  @BeforeEach
  void prepare(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    chain = new AlertsChain(database, logs.directory());
  }

  @AfterEach
  void end() {
    chain.close();
  }

  @Test
  void everyLineHasItsConnectorAndTheSessionAndStreamThatItIsAbout() throws Exception {
    for (Program program : Program.values()) {
      chain.option(program, "--log-format", "json");
    }
    chain.option(Program.SOURCE, "--name", "orders");
    chain.start(Program.SOURCE).awaitOutput(Program.SOURCE.saysWhenAlone());
    chain.start(Program.APPLICATION).awaitOutput("waits for");
    JavaProcess killed = chain.start(Program.SINK);
    insertAndAwait(1);
    killed.kill();
    chain.process(Program.APPLICATION).awaitOutput("dialling until it answers");
    chain.start(Program.SINK);
    insertAndAwait(2);

    Stream.of(Program.values()).forEach(program -> chain.process(program).terminate());
    List<Line> lines =
        Stream.of(Program.values())
            .flatMap(program -> linesOf(program, chain.process(program)))
            .toList();

    assertThat(lines)
        .allSatisfy(line -> assertThat(line.field("connector")).isEqualTo(nameOf(line.program())))
        .allSatisfy(LogLinesIT::assertFieldsFit)
        .anySatisfy(line -> assertThat(line.text()).matches(ABOUT_A_STREAM))
        .anySatisfy(line -> assertThat(line.text()).contains("disconnected: its sink"));
    assertThat(lines)
        .as("source and application name the stream alike")
        .filteredOn(line -> !line.field("stream").isEmpty())
        .hasSizeGreaterThan(3)
        .extracting(line -> line.field("stream"))
        .containsOnly(streamName());
  }

  private void insertAndAwait(int id) throws SQLException {
    chain.awaitCapture();
    chain.insert(id, "1100");
    chain.awaitLanded(id);
  }

  private String streamName() throws SQLException {
    return database.column("SELECT name FROM potoroo.stream").get(0);
  }

  private static Stream<Line> linesOf(Program program, JavaProcess process) {
    return process.output().lines().map(line -> new Line(program, parse(line)));
  }

  private static JsonNode parse(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + line, e);
    }
  }

  private static String nameOf(Program program) {
    return switch (program) {
      case SOURCE -> "orders";
      case APPLICATION -> "alerts";
      case SINK -> "postgres-sink";
    };
  }

  private static void assertFieldsFit(Line line) {
    if (ABOUT_A_STREAM.matcher(line.text()).matches()) {
      assertThat(line.field("stream")).isNotEmpty();
      assertThat(line.text()).contains(line.field("stream"));
    } else {
      assertThat(line.field("stream")).isEmpty();
    }
    if (ABOUT_A_SESSION.matcher(line.text()).matches()) {
      assertThat(line.field("session")).startsWith("127.0.0.1:");
    } else if (!ABOUT_A_STREAM.matcher(line.text()).matches()) {
      assertThat(line.text()).matches(ABOUT_THE_PROCESS);
      assertThat(line.field("session")).isEmpty();
    }
    Matcher address = PEER.matcher(line.text());
    if (address.lookingAt()) {
      assertThat(line.field("session")).isEqualTo(address.group("address"));
    }
  }

  @Test
  void aChainThatWorksSaysNothing() throws Exception {
    // Nobody has to wait for anybody.
    chain.start(Program.SINK).awaitOutput("listening on");
    chain.start(Program.APPLICATION).awaitOutput("connected");
    chain.start(Program.SOURCE);
    insertAndAwait(1);
    Map<Program, String> before = outputs();

    long landed = 1;
    long end = System.nanoTime() + QUIET.toNanos();
    while (System.nanoTime() - end < 0) {
      landed++;
      chain.insert(landed, "1100");
      chain.awaitLanded(landed);
      TimeUnit.MILLISECONDS.sleep(20);
    }

    assertThat(outputs()).isEqualTo(before);
    assertThat(before.values())
        .flatMap(output -> output.lines().toList())
        .as("lines until the first alert")
        .hasSizeLessThan(20)
        .allSatisfy(line -> assertThat(line).matches(".* INFO .*|" + FSYNC_WARNING));
  }

  private Map<Program, String> outputs() {
    return Stream.of(Program.values())
        .collect(toMap(program -> program, program -> chain.process(program).output()));
  }
}
