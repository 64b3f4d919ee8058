package dev.potoroo.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.command.Program;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** How a call of {@code bin/potoroo} is understood. */
final class PotorooTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void listsItsCommands() {
    int exitCode = run("--help");

    assertThat(exitCode).isZero();
    assertThat(out.toString()).contains("demo", "alerts", "postgres-source", "postgres-sink");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "alerts", "postgres-source", "postgres-sink"})
  void explainsEachCommand(String command) {
    int exitCode = run(command, "--help");

    assertThat(exitCode).isZero();
    assertThat(out.toString()).contains("Usage: potoroo " + command);
  }

  @Test
  void refusesACallWithoutACommand() {
    int exitCode = run();

    assertThat(exitCode).isEqualTo(2);
    assertThat(err.toString()).contains("postgres-source");
  }

  @Test
  void refusesACommandThatThereIsNot() {
    int exitCode = run("postgres-sponge");

    assertThat(exitCode).isEqualTo(2);
    assertThat(err.toString()).contains("postgres-sponge");
  }

  private int run(String... args) {
    CommandLine line =
        new CommandLine(new Potoroo()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return Program.execute(line, args);
  }
}
