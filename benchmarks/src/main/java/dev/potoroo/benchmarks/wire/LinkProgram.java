package dev.potoroo.benchmarks.wire;

import dev.potoroo.connector.HostAndPort;
import dev.potoroo.connector.sink.SinkRunner;
import dev.potoroo.connector.sink.SinkSettings;
import dev.potoroo.connector.source.SourceRunner;
import dev.potoroo.connector.source.SourceSettings;
import dev.potoroo.runtime.Worker;
import dev.potoroo.runtime.WorkerSettings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One link in one process: a source sends to an application over loopback TCP, and is told what is
 * done. Called with {@code WARM-UP COUNT}; prints what the application measured.
 *
 * <p>The application lets no message through to its sink, which is only there because without one
 * no stream is opened.
 */
final class LinkProgram {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final HostAndPort ANY_PORT = new HostAndPort("127.0.0.1", 0);

  private LinkProgram() {}

  @SuppressWarnings("SystemOut") // what was measured is what this program is for
  public static void main(String... args) throws Exception {
    long warmUp = Long.parseLong(args[0]);
    long count = Long.parseLong(args[1]);
    Arrivals arrivals = new Arrivals(warmUp, count);
    SinkRunner sink =
        new SinkRunner(
            new CountingSink(new Arrivals(0, 1)), SinkSettings.builder(ANY_PORT, "idle").build());
    start("sink", sink::run);
    Worker worker =
        new Worker(
            RelayApplication.describe(
                ANY_PORT,
                sink.listening().get(LIMIT.toSeconds(), TimeUnit.SECONDS),
                message -> {
                  arrivals.arrived(message.id());
                  return false;
                }),
            WorkerSettings.DEFAULTS);
    worker.start();
    HostAndPort application = HostAndPort.of(worker.address(RelayApplication.SOURCE));
    // Ends when everything is acknowledged.
    new SourceRunner(
            new GeneratedSource(warmUp + count),
            SourceSettings.builder(application, "generator").build())
        .run();
    arrivals.awaitAll(LIMIT);
    System.out.println(arrivals);
    worker.stop().get();
    sink.stop();
  }

  /** What can fail. */
  @FunctionalInterface
  private interface Body {
    void run() throws Exception;
  }

  private static void start(String name, Body body) {
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run();
              } catch (Exception e) {
                throw new IllegalStateException(name + " has failed", e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }
}
