package dev.potoroo.benchmarks.database;

import dev.potoroo.benchmarks.process.JavaProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Debezium Engine with a JDBC sink behind it, in one process with as much memory as the JVM takes
 * of itself: the peer of the three. Its jars are only there when {@code bin/potoroo bench} has
 * built them.
 */
final class DebeziumChain implements Chain {

  /** Where the project is; {@code bin/potoroo} says so. */
  private static final String HOME_PROPERTY = "potoroo.home";

  private static final String MAIN = "dev.potoroo.benchmarks.debezium.DebeziumProgram";
  private static final String SLOT = "debezium";
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Pattern STREAMING = Pattern.compile("Processing messages");

  private final JavaProgram engine;

  private DebeziumChain(JavaProgram engine) {
    this.engine = engine;
  }

  static boolean isBuilt() {
    return System.getProperty(HOME_PROPERTY) != null && Files.isDirectory(lib());
  }

  private static Path lib() {
    return Path.of(System.getProperty(HOME_PROPERTY), "benchmarks", "debezium", "target", "lib");
  }

  /**
   * Has the engine make its publication and slot, and ends it: what is committed from now on will
   * be sent by the next.
   *
   * @param offsets the engine's file
   */
  static void install(BenchmarkServer server, Path offsets)
      throws IOException, InterruptedException, TimeoutException {
    try (DebeziumChain engine = start(server, offsets)) {
      engine.engine.await(STREAMING, START_LIMIT);
    }
  }

  static DebeziumChain start(BenchmarkServer server, Path offsets) throws IOException {
    String classPath = lib() + "/*";
    return new DebeziumChain(
        JavaProgram.start(
            MAIN,
            classPath,
            List.of(),
            List.of(Integer.toString(server.port()), SLOT, offsets.toString())));
  }

  @Override
  public void requireRunning() {
    engine.requireRunning();
  }

  @Override
  public double peakMebibytes() throws IOException {
    return engine.peakMebibytes();
  }

  @Override
  public void close() {
    engine.close();
  }
}
