package dev.potoroo.alerts.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of our programs in a JVM of its own, with this JVM's class path. Its output is in a file. */
public final class JavaProcess implements AutoCloseable {

  /** Long enough for a JVM to start, connect and finish its work on a busy machine. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  /** In KiB; see proc(5). */
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  /** What starts soonest, for processes that do not live for long. */
  static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final String name;
  private final Process process;
  private final Path output;
  private volatile boolean mayEnd;

  private JavaProcess(String name, Process process, Path output) {
    this.name = name;
    this.process = process;
    this.output = output;
  }

  /**
   * @param output gets standard output and standard error
   */
  static JavaProcess start(
      Class<?> program, Path output, List<String> javaOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaOptions);
    // Not the tests' own file, which comes first on their class path.
    command.add("-Dlogback.configurationFile=logback.xml");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(arguments);
    try {
      Files.createDirectories(output.toAbsolutePath().getParent());
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      // As bin/potoroo has it.
      builder.environment().put("MALLOC_ARENA_MAX", "2");
      return new JavaProcess(program.getSimpleName(), builder.start(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws AssertionError when it has ended though nobody asked it to, or waited for that
   */
  public void requireRunning() {
    assertThat(process.isAlive() || mayEnd)
        .as(() -> "%s is running; its output:%n%s".formatted(name, output()))
        .isTrue();
  }

  /** As kill -9 does. */
  public void kill() {
    mayEnd = true;
    process.destroyForcibly();
    awaitExit();
  }

  /** Sends SIGTERM once its first line is out (a JVM that still starts just dies of it). */
  public int terminate() {
    awaitOutput(System.lineSeparator());
    mayEnd = true;
    process.destroy();
    return awaitExit();
  }

  /**
   * The most memory it has had so far, in bytes: its peak resident set size.
   *
   * @throws UncheckedIOException where the system is not Linux, or the process has ended
   */
  public long peakMemory() {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try {
      Matcher peak = PEAK.matcher(Files.readString(status));
      assertThat(peak.find()).as("%s has a line of VmHWM", status).isTrue();
      return Long.parseLong(peak.group(1)) << 10;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills one of the processes that this one has started. */
  void killAChild() {
    process.children().findAny().orElseThrow().destroyForcibly();
  }

  /** The exit code, once it ends by itself. */
  int awaitExit() {
    mayEnd = true;
    try {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("%s ends within %s; its output:%n%s", name, PATIENCE, output())
          .isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + name + " was to end", e);
    }
    return process.exitValue();
  }

  /** All that it wrote so far. */
  String output() {
    try {
      return Files.readString(output, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitOutput(String text) {
    await(name + " to say: " + text).atMost(PATIENCE).until(() -> output().contains(text));
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }
}
