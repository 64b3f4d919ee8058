package dev.potoroo.connector.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.ConfigurationException;
import dev.potoroo.connector.HostAndPort;
import dev.potoroo.connector.RetryableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** A command line as users meet it: values, complaints, exit codes. */
final class ProgramTest {

  @Command(name = "sample-source", description = "Reads samples")
  static final class SampleSource implements Callable<Integer>, CheckedOptions {
    @Option(names = "--table", required = true, paramLabel = "NAME", description = "what to read")
    @Nullable String table;

    @Option(names = "--rate", defaultValue = "10", description = "Default: ${DEFAULT-VALUE}")
    int rate;

    @Option(names = "--verbose")
    boolean verbose;

    @Mixin SourceOptions sourceOptions = new SourceOptions();

    @Nullable Exception failure;
    boolean called;

    @Override
    public Integer call() throws Exception {
      called = true;
      if (failure != null) {
        throw failure;
      }
      return 0;
    }

    @Override
    public List<String> complaints() {
      return rate < 1 ? List.of("--rate: expected at least 1, got " + rate) : List.of();
    }
  }

  @TempDir private Path directory = Path.of("");
  private final SampleSource source = new SampleSource();
  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String... args) {
    CommandLine line = Program.commandLine(source);
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return Program.execute(line, environment, args);
  }

  private String file(String... lines) throws IOException {
    return Files.write(directory.resolve("options.properties"), List.of(lines)).toString();
  }

  @Test
  void givesSourcesTheirDocumentedDefaults() {
    int code = execute("--table", "samples");

    assertThat(code).isZero();
    assertThat(source.sourceOptions.settings("sample-source").application())
        .isEqualTo(new HostAndPort("127.0.0.1", 7100));
    assertThat(source.sourceOptions.settings("sample-source").maxFrameLength())
        .isEqualTo(1_048_576);
    assertThat(source.sourceOptions.settings("sample-source").programName())
        .isEqualTo("sample-source");
  }

  @Test
  void readsUnits() {
    execute("--table=t", "--max-frame=16MiB", "--stop-timeout=500ms", "--app=[::1]:7");

    assertThat(source.sourceOptions.settings("s").maxFrameLength()).isEqualTo(16 << 20);
    assertThat(source.sourceOptions.settings("s").stopTimeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(source.sourceOptions.settings("s").application())
        .isEqualTo(new HostAndPort("::1", 7));
  }

  @Test
  void prefersTheCommandLineToTheEnvironmentToTheFileToTheDefault() throws Exception {
    String config = file("table=from-file", "rate=2", "max-backoff=7s", "verbose=true");
    environment.put("POTOROO_RATE", "3");
    environment.put("POTOROO_MAX_BACKOFF", "8s");

    int code = execute("--config", config, "--max-backoff=9s");

    assertThat(code).isZero();
    assertThat(source.table).isEqualTo("from-file");
    assertThat(source.verbose).isTrue();
    assertThat(source.rate).isEqualTo(3);
    assertThat(source.sourceOptions.settings("s").backoff().max()).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void findsTheFileThroughTheEnvironment() throws Exception {
    environment.put("POTOROO_CONFIG", file("table=from-file"));

    assertThat(execute()).isZero();
    assertThat(source.table).isEqualTo("from-file");
  }

  @Test
  void namesAllThatIsWrongAtOnceAndRunsNothing() throws Exception {
    String config = file("tabel=slip", "max-frame=huge");
    environment.put("POTOROO_BACKOFF", "soon");

    int code =
        execute(
            "--config", config, "--app=nowhere", "--rate=0", "--connect-timeout=0s", "--colour");

    assertThat(code).isEqualTo(2);
    assertThat(source.called).isFalse();
    assertThat(err.toString().lines())
        .allSatisfy(line -> assertThat(line).matches("sample-source: .*|Try .*"))
        .anySatisfy(line -> assertThat(line).contains("\"tabel\"", "is no option", "table"))
        .contains(
            "sample-source: POTOROO_BACKOFF: expected a duration as in 500ms, 10s, 5m or 1h, got"
                + " \"soon\"",
            "sample-source: \"max-frame\" in "
                + config
                + ": expected a size in bytes as in 65536, 64KiB or 1MiB, got \"huge\"",
            "sample-source: --app: expected host:port as in 127.0.0.1:7100 or [::1]:7100, got"
                + " \"nowhere\"",
            "sample-source: --rate: expected at least 1, got 0",
            "sample-source: --connect-timeout: expected a duration above zero, got 0 ms",
            "sample-source: --table is missing: expected NAME, what to read",
            "sample-source: Unknown option: '--colour'")
        .hasSize(9);
  }

  @Test
  void saysWhenTheFileCannotBeRead() {
    int code = execute("--config", directory.resolve("none").toString(), "--table", "t");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("--config: cannot read ");
  }

  @Test
  void endsWithOneAndTheMessageWhenTheRunFails() {
    source.failure = new RetryableException("the table is gone");

    int code = execute("--table", "t");

    assertThat(code).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly("sample-source: the table is gone");
  }

  @Test
  void endsWithTwoWhenTheRunFindsTheCallWrong() {
    source.failure = new ConfigurationException(List.of("no table t", "no column c"));

    int code = execute("--table", "t");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("sample-source: no table t", "sample-source: no column c");
  }

  @Test
  void printsTheStackTraceWhenAsked() {
    source.failure = new IllegalStateException("broken");

    int code = execute("--table", "t", "--debug");

    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).contains("IllegalStateException: broken", "at dev.potoroo");
  }

  @Test
  void showsDefaultsAndUnitsInHelp() {
    int code = execute("--help");

    assertThat(code).isZero();
    assertThat(source.called).isFalse();
    assertThat(out.toString()).contains("--max-frame", "1MiB", "--backoff", "100ms", "--table");
  }

  @Test
  void printsTheVersion() {
    assertThat(execute("--version")).isZero();
    assertThat(out.toString()).matches("potoroo \\d+\\.\\d+\\.\\d+.*\\R");
  }

  @Test
  void runsASubcommandWithItsOwnOptions() {
    @Command(name = "root")
    class Root {}
    CommandLine root = Program.commandLine(new Root());
    root.addSubcommand("sample-source", Program.commandLine(source));
    root.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    environment.put("POTOROO_RATE", "0");

    int wrong = Program.execute(root, environment, "sample-source", "--table", "t");
    environment.clear();
    int right = Program.execute(root, environment, "sample-source", "--table", "t");

    assertThat(wrong).isEqualTo(2);
    assertThat(err.toString()).contains("--rate: expected at least 1, got 0");
    assertThat(right).isZero();
  }

  @Test
  void namesTheSubcommandThatWasCalledWrongly() {
    CommandLine tool = new CommandLine(CommandSpec.create().name("tool"));
    tool.addSubcommand("sample-source", source);
    CommandLine line = Program.commandLine(tool);
    line.setErr(new PrintWriter(err, true));

    int exitCode = Program.execute(line, environment, "sample-source", "--rate", "0");

    assertThat(exitCode).isEqualTo(Program.WRONG_CALL);
    assertThat(err.toString().lines())
        .contains("tool sample-source: --rate: expected at least 1, got 0")
        .endsWith("Try 'tool sample-source --help'.");
  }

  @Test
  void anErrorEndsTheProcessWithOneThoughOtherThreadsRun() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DyingProgram.class.getName())
            .redirectErrorStream(true)
            .start();

    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(Program.FAILED);
    assertThat(output).contains("StackOverflowError: too deep");
  }
}
