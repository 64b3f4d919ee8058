package dev.potoroo.alerts.demo;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One program in a JVM of its own, with this one's options and class path. Its output is in a file,
 * which goes when the program has ended well.
 */
final class ProcessPart implements Part {

  /** Longer than a program takes to give up on what it cannot finish. */
  private static final Duration END_LIMIT = Duration.ofSeconds(45);

  private static final int SHOWN_LINES = 5;

  private final String name;
  private final Process process;
  private final Path output;

  private ProcessPart(String name, Process process, Path output) {
    this.name = name;
    this.process = process;
    this.output = output;
  }

  /**
   * @param name also that of the file
   * @param directory for the file
   */
  static ProcessPart start(String name, Path directory, Class<?> main, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    Path output = directory.resolve(name + ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new ProcessPart(name, process, output);
  }

  @Override
  public void requireRunning() throws DemoException {
    if (!process.isAlive()) {
      throw ended();
    }
  }

  /** With SIGTERM. */
  @Override
  public void end() throws DemoException {
    process.destroy();
    try {
      if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new DemoException("%s did not end within %s".formatted(name, END_LIMIT));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new DemoException("interrupted while %s was to end".formatted(name), e);
    }
    if (process.exitValue() != 0) {
      throw ended();
    }
    output.toFile().delete();
  }

  private DemoException ended() {
    return new DemoException(
        "%s ended with exit code %d, its log %s ends with:%n%s"
            .formatted(name, process.exitValue(), output, lastLines()));
  }

  private String lastLines() {
    try {
      List<String> lines = Files.readAllLines(output);
      return String.join(
          System.lineSeparator(),
          lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    } catch (IOException e) {
      return "(cannot be read: %s)".formatted(e.getMessage());
    }
  }
}
