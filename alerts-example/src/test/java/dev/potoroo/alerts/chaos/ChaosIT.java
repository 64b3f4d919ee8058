package dev.potoroo.alerts.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.alerts.demo.Tally;
import dev.potoroo.alerts.endtoend.ProcessLogs;
import dev.potoroo.alerts.endtoend.Program;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every committed row has its effect once, and in its writer's order, whatever goes wrong on the
 * way. {@code -Dchaos.faults} says how many faults there are, {@code -Dchaos.seed} which.
 */
@ExtendWith(PostgresExtension.class)
final class ChaosIT {
  private static final Logger LOG = LoggerFactory.getLogger(ChaosIT.class);
  private static final int FAULTS = Integer.getInteger("chaos.faults", 90);
  private static final long SEED = Long.getLong("chaos.seed", 1);

  /** So often the chain has to show that it can still catch up. */
  private static final int FAULTS_OF_A_ROUND = 10;

  @RegisterExtension final ProcessLogs logs = new ProcessLogs();

  private int struck;

  @ParameterizedTest
  @EnumSource
  void everyAlertLandsOnceAndInOrderThroughFaults(Route route, PostgresDatabase database)
      throws Exception {
    FaultPlan plan = FaultPlan.of(SEED, FAULTS);
    long start = System.nanoTime();

    try (ChaosChain chain = new ChaosChain(database, logs.directory(), route);
        ChaosWriters writers = new ChaosWriters(database, SEED)) {
      strike(plan, chain);
      writers.stop();
      chain.awaitCaughtUp();
      assertThatAllEndWell(chain);

      Tally tally = chain.programs().tally();
      assertThat(tally.isExact()).as("%s", tally).isTrue();
      assertThat(chain.outOfOrder()).as("alerts out of their writer's order").isZero();
      LOG.info(
          "{}: seed {}, {} faults, {} s: {}",
          route,
          SEED,
          FAULTS,
          Duration.ofNanos(System.nanoTime() - start).toSeconds(),
          tally);
    } catch (TestAbortedException e) {
      throw e; // the server is not ours to crash
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "%s fails with -Dchaos.seed=%d -Dchaos.faults=%d at fault %d: %s%n%s"
              .formatted(route, SEED, FAULTS, struck, e.getMessage(), plan.upTo(struck)),
          e);
    }
  }

  private void strike(FaultPlan plan, ChaosChain chain) throws Exception {
    List<FaultPlan.Step> steps = plan.steps();
    for (FaultPlan.Step step : steps) {
      TimeUnit.MILLISECONDS.sleep(step.pause().toMillis());
      struck++;
      LOG.debug("fault {} {}", struck, step);
      step.fault().strike(chain);
      chain.programs().requireRunning();
      if (struck % FAULTS_OF_A_ROUND == 0) {
        chain.awaitCaughtUp();
      }
    }
  }

  /** After this nothing is under way that could still land. */
  private static void assertThatAllEndWell(ChaosChain chain) {
    for (Program program : Program.values()) {
      assertThat(chain.programs().process(program).terminate())
          .as("exit code of %s", program)
          .isZero();
    }
  }
}
