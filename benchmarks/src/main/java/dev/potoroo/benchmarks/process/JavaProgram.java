package dev.potoroo.benchmarks.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program in a JVM of its own, with this one's class path and the options that {@code
 * bin/potoroo} gives. What it prints is read as it comes. Closing ends it with SIGTERM.
 *
 * <p>For one thread.
 */
public final class JavaProgram implements AutoCloseable {

  /** The JVM options, as {@code bin/potoroo} hands them on. */
  private static final String OPTIONS_PROPERTY = "potoroo.java.options";

  private static final String DEFAULT_OPTIONS = "-XX:+UseSerialGC";

  /** Longer than a program takes to give up on what it cannot finish. */
  private static final Duration END_LIMIT = Duration.ofSeconds(45);

  private static final int KEPT_LINES = 60;

  private final String name;
  private final Process process;

  /** What it has printed and nobody has read; empty when no more will come. */
  private final BlockingQueue<Optional<String>> unread = new LinkedBlockingQueue<>();

  private final Deque<String> last = new ArrayDeque<>();

  private JavaProgram(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /** JVM options of every measured program. */
  public static String options() {
    return System.getProperty(OPTIONS_PROPERTY, DEFAULT_OPTIONS);
  }

  /**
   * @param main has the entry
   */
  public static JavaProgram start(Class<?> main, List<String> arguments) throws IOException {
    return start(
        main.getName(),
        System.getProperty("java.class.path"),
        List.of(options().strip().split(" +")),
        arguments);
  }

  /**
   * A program that is not ours.
   *
   * @param main name of the class that has the entry
   * @param options of its JVM
   */
  public static JavaProgram start(
      String main, String classPath, List<String> options, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(arguments);
    return start(main.substring(main.lastIndexOf('.') + 1), command);
  }

  /** Any command line. */
  public static JavaProgram start(String name, List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    JavaProgram program = new JavaProgram(name, process);
    Thread reader = new Thread(program::readLines, name + "-output");
    reader.setDaemon(true);
    reader.start();
    return program;
  }

  private void readLines() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        unread.add(Optional.of(line));
      }
    } catch (IOException e) {
      unread.add(Optional.of("(what it prints cannot be read any more: " + e.getMessage() + ")"));
    } finally {
      unread.add(Optional.empty());
    }
  }

  /**
   * Waits for a line in which the pattern is found; lines before it are skipped.
   *
   * @return the find, for its groups
   * @throws IllegalStateException when the program ends without such a line
   * @throws TimeoutException when it has not come in that time
   */
  public Matcher await(Pattern pattern, Duration limit)
      throws InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<String> line = unread.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new TimeoutException(
            "%s has not printed \"%s\" in %s; it printed%n%s"
                .formatted(name, pattern, limit, lastLines()));
      }
      if (line.isEmpty()) {
        throw new IllegalStateException(
            "%s ended before it printed \"%s\"; it printed%n%s"
                .formatted(name, pattern, lastLines()));
      }
      last.add(line.get());
      if (last.size() > KEPT_LINES) {
        last.remove();
      }
      Matcher matcher = pattern.matcher(line.get());
      if (matcher.find()) {
        return matcher;
      }
    }
  }

  /**
   * @throws IllegalStateException when it has ended
   */
  public void requireRunning() {
    if (!process.isAlive()) {
      unread.forEach(line -> line.ifPresent(last::add));
      throw new IllegalStateException(
          "%s has ended with exit code %d; it printed%n%s"
              .formatted(name, process.exitValue(), lastLines()));
    }
  }

  private String lastLines() {
    return String.join(System.lineSeparator(), last);
  }

  /** The most memory that it has had so far, in MiB. */
  public double peakMebibytes() throws IOException {
    return ResidentMemory.peakMebibytes(process.pid());
  }

  /** What it uses of the processors, so far. */
  public Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** With SIGTERM; then it has finished what it accepted. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
