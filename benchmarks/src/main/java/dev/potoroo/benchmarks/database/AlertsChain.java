package dev.potoroo.benchmarks.database;

import dev.potoroo.alerts.AlertsCommand;
import dev.potoroo.benchmarks.process.FreeAddress;
import dev.potoroo.benchmarks.process.JavaProgram;
import dev.potoroo.postgres.sink.PostgresSinkCommand;
import dev.potoroo.postgres.source.PostgresSourceCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Source, application and sink at work as three processes, called as users call them. */
final class AlertsChain implements Chain {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Pattern OPEN = Pattern.compile("stream .* goes on after message");

  private final JavaProgram source;
  private final JavaProgram application;
  private final JavaProgram sink;

  private AlertsChain(JavaProgram source, JavaProgram application, JavaProgram sink) {
    this.source = source;
    this.application = application;
    this.sink = sink;
  }

  static AlertsChain start(BenchmarkServer server, CaptureMode mode) throws IOException {
    return start(server, mode, PostgresSinkCommand.class);
  }

  /**
   * @param sink the program that takes the place of the postgres-sink, with its options
   */
  static AlertsChain start(BenchmarkServer server, CaptureMode mode, Class<?> sink)
      throws IOException {
    List<String> addresses = FreeAddress.findTwo();
    String toApplication = addresses.get(0);
    String toSink = addresses.get(1);
    List<String> capture = new ArrayList<>(mode.arguments(server));
    capture.addAll(List.of("--app", toApplication));
    return new AlertsChain(
        JavaProgram.start(PostgresSourceCommand.class, capture),
        JavaProgram.start(
            AlertsCommand.class, List.of("--listen", toApplication, "--sink", toSink)),
        JavaProgram.start(
            sink, List.of("--connection", server.connectionString(), "--listen", toSink)));
  }

  /** Waits until rows that are committed now go through. */
  void awaitOpen() throws InterruptedException, TimeoutException {
    source.await(OPEN, START_LIMIT);
  }

  @Override
  public void requireRunning() {
    source.requireRunning();
    application.requireRunning();
    sink.requireRunning();
  }

  @Override
  public double peakMebibytes() throws IOException {
    return source.peakMebibytes() + application.peakMebibytes() + sink.peakMebibytes();
  }

  @Override
  public void close() {
    source.close();
    application.close();
    sink.close();
  }
}
