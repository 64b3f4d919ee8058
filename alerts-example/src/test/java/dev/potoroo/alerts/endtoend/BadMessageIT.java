package dev.potoroo.alerts.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a row that is no transaction: its amount is NULL. */
@ExtendWith(PostgresExtension.class)
final class BadMessageIT {
  private static final String REASON = "expected \"amount\" to be a number, got null";

  @RegisterExtension final ProcessLogs logs = new ProcessLogs();

  private AlertsChain chain;

  @BeforeEach
  void prepare(PostgresDatabase database) throws SQLException {
    chain = new AlertsChain(database, logs.directory());
  }

  @AfterEach
  void end() {
    chain.close();
  }

  @Test
  void byDefaultEndsTheApplicationWithOneAndNamesTheMessage() throws Exception {
    chain.startAll();

    insertAGoodABadAndAGoodRow();

    JavaProcess application = chain.process(Program.APPLICATION);
    assertThat(application.awaitExit()).isEqualTo(1);
    assertThat(application.output())
        .contains(REASON)
        .containsPattern("stream \"[^\"]*transactions[^\"]*\": message 2 ");
  }

  @Test
  void losesNothingWhenTheApplicationIsStartedAgainToSkipIt() throws Exception {
    chain.startAll();
    insertAGoodABadAndAGoodRow();
    chain.process(Program.APPLICATION).awaitExit();

    chain.option(Program.APPLICATION, "--on-bad-message", "skip");
    chain.start(Program.APPLICATION);
    chain.awaitLanded(2);

    assertThat(chain.process(Program.SOURCE).terminate()).isZero();
    assertThatOnlyTheGoodRowsHaveAlerts();
  }

  @Test
  void skipWarnsAndGoesOn() throws Exception {
    chain.option(Program.APPLICATION, "--on-bad-message", "skip");
    chain.startAll();

    insertAGoodABadAndAGoodRow();
    chain.awaitLanded(2);

    assertThatOnlyTheGoodRowsHaveAlerts();
    chain.process(Program.APPLICATION).awaitOutput(REASON);
  }

  @Test
  void deadLetterKeepsThePayloadAndTheReason(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("dead letters.jsonl");
    chain.option(Program.APPLICATION, "--on-bad-message", "dead-letter", file.toString());
    chain.startAll();

    insertAGoodABadAndAGoodRow();
    chain.awaitLanded(2);

    assertThatOnlyTheGoodRowsHaveAlerts();
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(1);
    JsonNode letter = new ObjectMapper().readTree(lines.get(0));
    assertThat(letter.get("stream").textValue()).contains("transactions");
    assertThat(letter.get("reason").textValue()).contains(REASON);
    assertThat(new String(letter.get("payload").binaryValue(), UTF_8))
        .isEqualTo("{\"id\":2,\"amount\":null}");
  }

  private void insertAGoodABadAndAGoodRow() throws SQLException {
    chain.insert(1, "1100");
    chain.insert(2, "NULL");
    chain.insert(3, "-1200");
  }

  private void assertThatOnlyTheGoodRowsHaveAlerts() throws SQLException {
    assertThat(chain.alerts())
        .containsExactly("Deposit Alert for 1: 1100", "Withdrawal Alert for 3: -1200");
  }
}
