package dev.potoroo.alerts.overload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.alerts.endtoend.AlertsChain;
import dev.potoroo.alerts.endtoend.ProcessLogs;
import dev.potoroo.alerts.endtoend.Program;
import dev.potoroo.connector.HostAndPort;
import dev.potoroo.connector.source.SourceRunner;
import dev.potoroo.connector.source.SourceSettings;
import dev.potoroo.testkit.postgres.PostgresDatabase;
import dev.potoroo.testkit.postgres.PostgresExtension;
import dev.potoroo.transport.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Twenty source connectors with a hundred streams each, all at once. {@code -Doverload.messages}
 * says how many messages a stream has.
 */
@ExtendWith(PostgresExtension.class)
final class ManySourcesIT {
  private static final Logger LOG = LoggerFactory.getLogger(ManySourcesIT.class);
  private static final int SOURCES = 20;
  private static final int STREAMS = 100;
  private static final int MESSAGES = Integer.getInteger("overload.messages", 20);
  private static final int ALL = SOURCES * STREAMS * MESSAGES;
  private static final int PATIENCE_MINUTES = 10;

  /** Alerts; a part of all, so that both kills come in the middle of the work. */
  private static final int BETWEEN_KILLS = 10_000;

  @RegisterExtension final ProcessLogs logs = new ProcessLogs();

  private final ExecutorService threads = Executors.newFixedThreadPool(SOURCES);
  private final List<SourceRunner> runners = new ArrayList<>();

  @AfterEach
  void stop() {
    runners.forEach(SourceRunner::stop);
    threads.shutdown();
  }

  @Test
  void everyMessageOfEveryStreamLandsOnceThoughApplicationAndSinkAreKilled(
      PostgresDatabase database) throws Exception {
    try (AlertsChain chain = new AlertsChain(database, logs.directory()).runAsInstalled()) {
      chain.start(Program.APPLICATION);
      chain.start(Program.SINK);
      long start = System.nanoTime();
      List<Future<Void>> ends = startSources(chain.applicationPort());

      chain.awaitLanded(BETWEEN_KILLS);
      killAndStart(chain, Program.SINK);
      chain.awaitLanded(2 * BETWEEN_KILLS);
      killAndStart(chain, Program.APPLICATION);
      for (Future<Void> end : ends) {
        end.get(PATIENCE_MINUTES, TimeUnit.MINUTES);
      }

      Memory memory = Memory.of(chain, Program.APPLICATION, Program.SINK);
      LOG.info("{} messages in {} s; {}", ALL, secondsSince(start), memory);
      memory.requireWithinLimit();
      assertThat(chain.landed()).isEqualTo(ALL);
      assertThat(database.number("SELECT count(DISTINCT alert_log) FROM alert_log")).isEqualTo(ALL);
    }
  }

  /** Each in a thread of its own; a future is done when all of its messages are acknowledged. */
  private List<Future<Void>> startSources(int port) {
    List<Future<Void>> ends = new ArrayList<>();
    for (int number = 1; number <= SOURCES; number++) {
      String name = "source-" + number;
      SourceRunner runner =
          new SourceRunner(
              new ScriptedSource(name, STREAMS, MESSAGES),
              SourceSettings.builder(new HostAndPort("127.0.0.1", port), name)
                  .backoff(new Backoff(Duration.ofMillis(50), Duration.ofMillis(500), 0.2))
                  .build());
      runners.add(runner);
      ends.add(
          threads.submit(
              () -> {
                runner.run();
                return null;
              }));
    }
    return ends;
  }

  private static void killAndStart(AlertsChain chain, Program program) {
    chain.process(program).kill();
    chain.start(program);
  }

  private static long secondsSince(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime).toSeconds();
  }
}
