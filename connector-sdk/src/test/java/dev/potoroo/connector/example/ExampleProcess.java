package dev.potoroo.connector.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An example as a process of its own, with its output and errors together. */
final class ExampleProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  ExampleProcess(Class<?> main, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("-XX:TieredStopAtLevel=1"); // these processes are short
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(args));
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    output = process.inputReader();
  }

  /** The next line of output, which has to come. */
  String nextLine() throws IOException {
    String line = output.readLine();
    assertThat(line).as("a line of output").isNotNull();
    return line;
  }

  /** All lines to the end of the output. */
  List<String> remainingLines() {
    return output.lines().toList();
  }

  /** SIGTERM; by the handle, which leaves the output to be read. */
  void terminate() {
    assertThat(process.toHandle().destroy()).isTrue();
  }

  /** SIGKILL. */
  void kill() {
    assertThat(process.toHandle().destroyForcibly()).isTrue();
  }

  int awaitExitCode() throws InterruptedException {
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("the process has ended").isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
