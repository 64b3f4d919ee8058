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
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every committed row has its effect once, and in its writer's order, whatever goes wrong on the
 * way. {@code -Dchaos.faults} says how many faults there are in all, {@code -Dchaos.seed} which,
 * {@code -Dchaos.routes} on which routes, {@code -Dchaos.minutes} for how long at most.
 */
@ExtendWith(PostgresExtension.class)
final class ChaosIT {
  private static final Logger LOG = LoggerFactory.getLogger(ChaosIT.class);
  private static final long SEED = Long.getLong("chaos.seed", 1);
  private static final List<Route> ROUTES = Route.named(System.getProperty("chaos.routes", ""));

  /** Of each route. */
  private static final int FAULTS = Integer.getInteger("chaos.faults", 200) / ROUTES.size();

  private static final Duration AT_MOST =
      Duration.ofMinutes(Long.getLong("chaos.minutes", 365 * 24 * 60) / ROUTES.size());

  /** So often the chain has to show that it can still catch up. */
  private static final int FAULTS_OF_A_ROUND = 20;

  private static final int FAULTS_PER_REPORT = 100;

  @RegisterExtension final ProcessLogs logs = new ProcessLogs();

  private final long start = System.nanoTime();
  private int struck;

  static List<Route> routes() {
    return ROUTES;
  }

  @ParameterizedTest
  @MethodSource("routes")
  void everyAlertLandsOnceAndInOrderThroughFaults(Route route, PostgresDatabase database)
      throws Exception {
    FaultPlan plan = FaultPlan.of(SEED, FAULTS);

    try (ChaosChain chain = new ChaosChain(database, logs.directory(), route);
        ChaosWriters writers = new ChaosWriters(database, SEED)) {
      String met = strike(plan, chain);
      writers.stop();
      chain.awaitCaughtUp();
      assertThatAllEndWell(chain);

      Tally tally = chain.programs().tally();
      assertThat(tally.isExact()).as("%s", tally).isTrue();
      assertThat(chain.outOfOrder()).as("alerts out of their writer's order").isZero();
      LOG.info("{}: seed {}, {}: {}", route, SEED, met, tally);
    } catch (TestAbortedException e) {
      throw e; // the server is not ours to crash
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "%s fails with -Dchaos.routes=%s -Dchaos.seed=%d -Dchaos.faults=%d at fault %d: %s%n%s"
              .formatted(route, route, SEED, struck, struck, e.getMessage(), plan.upTo(struck)),
          e);
    }
  }

  /** Tells how many faults there were and what they met. */
  private String strike(FaultPlan plan, ChaosChain chain) throws Exception {
    try (Strikes strikes = new Strikes(chain)) {
      for (FaultPlan.Step step : plan.steps()) {
        TimeUnit.MILLISECONDS.sleep(step.pause().toMillis());
        struck++;
        LOG.debug("fault {} {}", struck, step);
        strikes.strike(step.fault());
        chain.programs().requireRunning();
        if (struck % FAULTS_OF_A_ROUND == 0) {
          strikes.awaitOver();
          chain.awaitCaughtUp();
        }
        if (struck % FAULTS_PER_REPORT == 0) {
          LOG.info(
              "{}, {} alerts of {} rows", met(strikes), chain.programs().landed(), chain.written());
        }
        if (sinceStart().compareTo(AT_MOST) > 0) {
          break;
        }
      }
      strikes.awaitOver();
      return met(strikes);
    }
  }

  private String met(Strikes strikes) {
    return "%d of %d faults in %d s, %d of them met their target at work"
        .formatted(struck, FAULTS, sinceStart().toSeconds(), strikes.metWork());
  }

  private Duration sinceStart() {
    return Duration.ofNanos(System.nanoTime() - start);
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
