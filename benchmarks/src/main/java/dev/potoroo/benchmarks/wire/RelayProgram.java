package dev.potoroo.benchmarks.wire;

import dev.potoroo.connector.HostAndPort;
import dev.potoroo.connector.sink.SinkRunner;
import dev.potoroo.connector.sink.SinkSettings;
import dev.potoroo.connector.source.SourceRunner;
import dev.potoroo.connector.source.SourceSettings;
import dev.potoroo.runtime.Worker;
import dev.potoroo.runtime.WorkerSettings;
import java.time.Duration;

/**
 * The three programs of the relay: {@code source APP COUNT}, {@code worker LISTEN SINK} and {@code
 * sink LISTEN WARM-UP COUNT}. The sink prints what it measured; each runs until it is ended.
 */
final class RelayProgram {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private RelayProgram() {}

  public static void main(String... args) throws Exception {
    switch (args[0]) {
      case "source" -> source(HostAndPort.parse(args[1]), Long.parseLong(args[2]));
      case "worker" -> worker(HostAndPort.parse(args[1]), HostAndPort.parse(args[2]));
      case "sink" ->
          sink(HostAndPort.parse(args[1]), Long.parseLong(args[2]), Long.parseLong(args[3]));
      default -> throw new IllegalArgumentException("no such part of the relay: " + args[0]);
    }
  }

  private static void source(HostAndPort application, long count) throws Exception {
    new SourceRunner(
            new GeneratedSource(count), SourceSettings.builder(application, "generator").build())
        .run();
    // It stays until it is ended, so that what it took can still be asked.
    Thread.currentThread().join();
  }

  private static void worker(HostAndPort listen, HostAndPort sink) throws Exception {
    Worker worker =
        new Worker(
            RelayApplication.describe(listen, sink, message -> true), WorkerSettings.DEFAULTS);
    worker.start();
    worker.completion().get();
  }

  private static void sink(HostAndPort listen, long warmUp, long count) throws Exception {
    Arrivals arrivals = new Arrivals(warmUp, count);
    SinkRunner runner =
        new SinkRunner(new CountingSink(arrivals), SinkSettings.builder(listen, "counter").build());
    Thread printer = new Thread(() -> print(arrivals), "printer");
    printer.setDaemon(true);
    printer.start();
    runner.run();
  }

  @SuppressWarnings("SystemOut") // what was measured is what this program is for
  private static void print(Arrivals arrivals) {
    try {
      arrivals.awaitAll(LIMIT);
      System.out.println(arrivals);
    } catch (Exception e) {
      System.out.println(e);
    }
  }
}
