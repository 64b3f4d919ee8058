package dev.potoroo.alerts.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.alerts.demo.Tally;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.testkit.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every committed row has its effect once, whoever dies on the way. */
@ExtendWith(PostgresExtension.class)
final class ExactlyOnceIT {
  private static final int ROWS = 20_000;
  private static final int KILLS = 4;

  /** The rows that are written between two kills, and about how many alerts they make. */
  private static final int ROUND = ROWS / (KILLS + 1);

  private static final int ALERTS = 3992;
  private static final int ALERTS_OF_A_ROUND = ALERTS / (KILLS + 1);

  @RegisterExtension final ProcessLogs logs = new ProcessLogs();

  private final ExecutorService writers = Executors.newFixedThreadPool(2);
  private PostgresDatabase database;
  private AlertsChain chain;

  @BeforeEach
  void prepare(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    chain = new AlertsChain(database, logs.directory());
  }

  @AfterEach
  void end() {
    writers.shutdownNow();
    chain.close();
  }

  @ParameterizedTest
  @EnumSource(Victim.class)
  void everyAlertLandsOnceWhileTwoWriteAndOneDies(Victim victim, PostgresServer server)
      throws Exception {
    Semaphore allowance = new Semaphore(0);
    chain.startAll();
    Future<Void> odd = writers.submit(new TransactionWriter(database, allowance, 1, ROWS, 2));
    Future<Void> even = writers.submit(new TransactionWriter(database, allowance, 2, ROWS, 2));

    allowance.release(ROUND);
    for (int kill = 0; kill < KILLS; kill++) {
      // What was written before the last kill has landed, and of what came after it some.
      chain.awaitLanded(kill * ALERTS_OF_A_ROUND + ALERTS_OF_A_ROUND / 8);
      try (HeldUpSink sink = new HeldUpSink(database)) {
        allowance.release(ROUND);
        sink.awaitWaitingWrites(1);
        // A batch is being written, more is behind it, and both go on writing.
        victim.dieAndComeBack(chain, server);
      }
    }
    odd.get();
    even.get();
    chain.awaitLanded(ALERTS);

    assertThatAllEndWell();
    assertThat(chain.tally()).isEqualTo(new Tally(ROWS, ALERTS, ALERTS, 0, 0));
  }

  @Test
  void aWriteThatOutlivesItsSinkIsNotRepeated() throws Exception {
    chain.startAll();
    chain.insert(1, "1100");
    chain.awaitLanded(1);

    try (HeldUpSink sink = new HeldUpSink(database)) {
      chain.insert(2, "-1200");
      sink.awaitWaitingWrites(1);
      chain.process(Program.SINK).kill();
      chain.start(Program.SINK);
      // The server still has the first one's write, and the second one has been given the same.
      sink.awaitWaitingWrites(2);
    }
    chain.insert(3, "1300");
    chain.awaitLanded(3);

    assertThatAllEndWell();
    assertThat(chain.alerts())
        .containsExactly(
            "Deposit Alert for 1: 1100",
            "Withdrawal Alert for 2: -1200",
            "Deposit Alert for 3: 1300");
  }

  @Test
  void aTransactionThatStaysOpenHoldsNothingUpAndIsNotLost() throws Exception {
    chain.startAll();

    try (Connection open = database.connect();
        Statement statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("INSERT INTO transactions VALUES (1, 5000)");
      for (int id = 2; id <= 50; id++) {
        chain.insert(id, "2000");
      }
      chain.awaitLanded(49);
      assertThat(chain.alerts()).doesNotContain("Deposit Alert for 1: 5000");
      open.commit();
    }
    chain.awaitLanded(50);

    assertThatAllEndWell();
    assertThat(chain.alerts()).hasSize(50).endsWith("Deposit Alert for 1: 5000");
    assertThat(chain.tally()).isEqualTo(new Tally(50, 50, 50, 0, 0));
  }

  @Test
  void aTransactionThatIsRolledBackLeavesNothing() throws Exception {
    chain.startAll();

    try (Connection open = database.connect();
        Statement statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("INSERT INTO transactions VALUES (1, 5000)");
      open.rollback();
    }
    chain.insert(2, "2000");
    chain.awaitLanded(1);

    assertThatAllEndWell();
    assertThat(chain.alerts()).isEqualTo(List.of("Deposit Alert for 2: 2000"));
  }

  @Test
  void rowsWrittenWhileNobodyRunsLandOnceAllAreStarted() throws Exception {
    chain.startAll();
    chain.insert(1, "1100");
    chain.awaitLanded(1);
    assertThatAllEndWell();

    chain.insert(2, "-1200.50");
    chain.startAll();
    await().atMost(Duration.ofSeconds(60)).until(() -> chain.landed() == 2);

    assertThatAllEndWell();
    assertThat(chain.alerts())
        .containsExactly("Deposit Alert for 1: 1100", "Withdrawal Alert for 2: -1200.50");
  }

  /** After this nothing is under way that could still land. */
  private void assertThatAllEndWell() {
    for (Program program : Program.values()) {
      assertThat(chain.process(program).terminate()).as("exit code of %s", program).isZero();
    }
  }
}
