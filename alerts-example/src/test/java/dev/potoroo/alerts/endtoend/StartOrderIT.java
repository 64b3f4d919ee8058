package dev.potoroo.alerts.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The three may be started in any order: each waits for the others, and says what for. */
@ExtendWith(PostgresExtension.class)
final class StartOrderIT {
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

  static List<List<Program>> orders() {
    return List.of(
        List.of(Program.SOURCE, Program.APPLICATION, Program.SINK),
        List.of(Program.SOURCE, Program.SINK, Program.APPLICATION),
        List.of(Program.APPLICATION, Program.SOURCE, Program.SINK),
        List.of(Program.APPLICATION, Program.SINK, Program.SOURCE),
        List.of(Program.SINK, Program.SOURCE, Program.APPLICATION),
        List.of(Program.SINK, Program.APPLICATION, Program.SOURCE));
  }

  @ParameterizedTest
  @MethodSource("orders")
  void rowsBecomeAlertsWhateverWasStartedFirst(List<Program> order) throws Exception {
    for (Program program : order) {
      chain.start(program).awaitOutput("\n");
    }
    chain.awaitCapture();

    chain.insert(1, "1100");
    chain.awaitLanded(1);

    assertThat(chain.alerts()).containsExactly("Deposit Alert for 1: 1100");
  }

  @Test
  void eachSaysWhatItWaitsForUntilItIsThere() throws Exception {
    for (Program program : List.of(Program.SOURCE, Program.APPLICATION, Program.SINK)) {
      chain.start(program).awaitOutput(program.saysWhenAlone());
    }
    chain.awaitCapture();
    chain.insert(1, "1100");
    chain.awaitLanded(1);

    assertThat(chain.alerts()).containsExactly("Deposit Alert for 1: 1100");
  }
}
