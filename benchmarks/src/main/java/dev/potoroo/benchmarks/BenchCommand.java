package dev.potoroo.benchmarks;

import dev.potoroo.benchmarks.codec.CodecBenchmark;
import dev.potoroo.benchmarks.database.CaptureBenchmark;
import dev.potoroo.benchmarks.database.GrowthBenchmark;
import dev.potoroo.benchmarks.database.LatencyBenchmark;
import dev.potoroo.benchmarks.database.SinkBenchmark;
import dev.potoroo.benchmarks.database.WriterBenchmark;
import dev.potoroo.benchmarks.measure.Turns;
import dev.potoroo.benchmarks.process.JavaProgram;
import dev.potoroo.benchmarks.report.Json;
import dev.potoroo.benchmarks.report.Machine;
import dev.potoroo.benchmarks.report.Markdown;
import dev.potoroo.benchmarks.report.Report;
import dev.potoroo.benchmarks.start.StartBenchmark;
import dev.potoroo.benchmarks.wire.LinkBenchmark;
import dev.potoroo.benchmarks.wire.RelayBenchmark;
import dev.potoroo.connector.command.CheckedOptions;
import dev.potoroo.connector.command.Program;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of the benchmarks: {@code bench}. */
@Command(
    name = "bench",
    description = {
      "Measures how fast it is, each time beside something else that does the same.",
      "Prints a page of Markdown, and writes it with a JSON file of every single run. A goal that"
          + " is not reached is no failure. Nothing else should run on the machine meanwhile."
    })
public final class BenchCommand implements Callable<Integer>, CheckedOptions {

  /** In the order in which they run. */
  private static final List<Benchmark> BENCHMARKS =
      List.of(
          new CodecBenchmark(),
          new LinkBenchmark(),
          new RelayBenchmark(),
          new SinkBenchmark(),
          CaptureBenchmark.outbox(),
          CaptureBenchmark.wal(),
          new LatencyBenchmark(),
          new WriterBenchmark(),
          new StartBenchmark(),
          new GrowthBenchmark());

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "Which ones, of ${COMPLETION-CANDIDATES}. Default: all",
      completionCandidates = Names.class)
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--rows",
      paramLabel = "COUNT",
      description = "Work of one run of each variant. Default: what the benchmark says")
  private @Nullable Integer rows;

  @Option(
      names = "--rounds",
      paramLabel = "COUNT",
      description = "How often each variant runs, in turns. Default: what the benchmark says")
  private @Nullable Integer rounds;

  @Option(
      names = "--fsync",
      description =
          "PostgreSQL waits for the disk at each commit. Default: it does not, so that what shows"
              + " is not the disk")
  private boolean fsync;

  @Option(
      names = "--out",
      paramLabel = "DIRECTORY",
      defaultValue = "benchmarks/target/results",
      description = "Where results.md and results.json are written. Default: ${DEFAULT-VALUE}")
  private Path out = Path.of("benchmarks/target/results");

  /** For the help. */
  static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Names() {
      BENCHMARKS.forEach(benchmark -> add(benchmark.name()));
    }
  }

  public static void main(String... args) {
    Program.main(new BenchCommand(), args);
  }

  /**
   * @return 1 when a benchmark could not run to its end
   */
  @Override
  public Integer call() throws IOException {
    Map<String, String> facts = new LinkedHashMap<>(Machine.facts(JavaProgram.options()));
    facts.put("PostgreSQL", "17, embedded, fsync " + (fsync ? "on" : "off"));
    List<Report.Section> sections = new ArrayList<>();
    for (Benchmark benchmark : BENCHMARKS) {
      if (names.isEmpty() || names.contains(benchmark.name())) {
        sections.add(run(benchmark));
        write(new Report(facts, sections));
      }
    }
    Report report = new Report(facts, sections);
    spec().commandLine().getOut().print(Markdown.of(report));
    spec().commandLine().getOut().flush();
    return report.isComplete() ? 0 : 1;
  }

  private Report.Section run(Benchmark benchmark) {
    Benchmark.Size size = benchmark.size();
    Benchmark.Work work = new Benchmark.Work(rows == null ? size.rows() : rows, fsync);
    int turns = rounds == null ? size.rounds() : rounds;
    Turns running = new Turns(turns, line -> say(benchmark.name() + ", " + line));
    long began = System.nanoTime();
    String failure = null;
    try {
      benchmark.run(work, running);
    } catch (Exception e) {
      failure = e.toString();
      say(benchmark.name() + " did not run to its end: " + e);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    return new Report.Section(
        benchmark.name(),
        benchmark.description(),
        work.rows(),
        turns,
        took,
        running.results(),
        failure);
  }

  /** After each benchmark, so that what is known is not lost with the next. */
  private void write(Report report) throws IOException {
    Files.createDirectories(out);
    Files.writeString(out.resolve("results.md"), Markdown.of(report));
    Files.writeString(out.resolve("results.json"), Json.of(report));
  }

  private void say(String line) {
    PrintWriter err = spec().commandLine().getErr();
    err.println(line);
    err.flush();
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("run by nothing but picocli");
    }
    return spec;
  }

  @Override
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    List<String> known = new Names();
    for (String name : names) {
      if (!known.contains(name)) {
        complaints.add("expected one of " + String.join(", ", known) + ", got " + name);
      }
    }
    if (rows != null && rows < 1) {
      complaints.add("--rows: expected at least 1, got " + rows);
    }
    if (rounds != null && rounds < 1) {
      complaints.add("--rounds: expected at least 1, got " + rounds);
    }
    return complaints;
  }
}
