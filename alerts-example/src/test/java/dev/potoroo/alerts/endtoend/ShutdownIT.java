package dev.potoroo.alerts.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.alerts.demo.Tally;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SIGTERM ends each of the three with exit code 0, and what was accepted is finished. */
@ExtendWith(PostgresExtension.class)
final class ShutdownIT {
  private static final int ROWS = 10_000;
  private static final int ALERTS = 1996;

  @RegisterExtension final ProcessLogs logs = new ProcessLogs();

  private PostgresDatabase database;
  private AlertsChain chain;

  @BeforeEach
  void prepare(PostgresDatabase fresh) throws SQLException {
    database = fresh;
    chain = new AlertsChain(database, logs.directory());
  }

  @AfterEach
  void end() {
    chain.close();
  }

  @ParameterizedTest
  @EnumSource(Program.class)
  void endsInTheMiddleOfTheWorkAndGoesOnWhenStartedAgain(Program program) throws Exception {
    chain.startAll();
    insertRows();
    chain.awaitLanded(1);

    assertThat(chain.process(program).terminate()).isZero();
    chain.start(program);
    chain.awaitLanded(ALERTS);

    assertThat(chain.tally()).isEqualTo(new Tally(ROWS, ALERTS, ALERTS, 0, 0));
  }

  @Test
  void whatTheSourceSentHasLandedWhenItEnds() throws Exception {
    chain.startAll();
    insertRows();
    chain.awaitLanded(1);

    assertThat(chain.process(Program.SOURCE).terminate()).isZero();
    long landed = chain.landed();
    assertThat(chain.process(Program.APPLICATION).terminate()).isZero();
    assertThat(chain.process(Program.SINK).terminate()).isZero();

    assertThat(chain.landed()).isEqualTo(landed);
  }

  @ParameterizedTest
  @EnumSource(Program.class)
  void endsWhileItStillWaitsForTheOthers(Program program) {
    JavaProcess alone = chain.start(program);
    alone.awaitOutput(program.saysWhenAlone());

    assertThat(alone.terminate()).isZero();
  }

  private void insertRows() throws SQLException {
    database.execute(
        "INSERT INTO transactions SELECT id, id * 7919 %% 2500 - 1250 FROM generate_series(1, %d) id"
            .formatted(ROWS));
  }
}
