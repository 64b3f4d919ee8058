package dev.potoroo.postgres.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The executable in a process of its own, as users run it and as {@code kill -9} ends it. */
final class SourceProcess implements AutoCloseable {
  private static final int SECONDS = 60;

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;

  SourceProcess(String... arguments) throws IOException {
    this("256m", List.of(arguments));
  }

  /**
   * @param heap its limit, as {@code -Xmx} takes it
   */
  static SourceProcess withHeap(String heap, String... arguments) throws IOException {
    return new SourceProcess(heap, List.of(arguments));
  }

  private SourceProcess(String heap, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx" + heap));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(PostgresSourceCommand.class.getName());
    command.addAll(arguments);
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    reader = new Thread(this::read, "output of the source");
    reader.start();
  }

  /** All that it has printed so far, on either stream. */
  String output() {
    return String.join("\n", lines);
  }

  /** As SIGTERM does. */
  void terminate() {
    process.destroy();
  }

  /** As {@code kill -9} does; returns when the process is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after " + SECONDS + " s:\n" + output());
    }
    reader.join();
    return process.exitValue();
  }

  private void read() {
    try (BufferedReader output = process.inputReader(UTF_8)) {
      output.lines().forEach(lines::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
