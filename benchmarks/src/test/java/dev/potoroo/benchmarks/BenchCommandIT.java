package dev.potoroo.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.potoroo.connector.command.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks still run; how fast is not asked here. */
final class BenchCommandIT {
  @TempDir private Path results = Path.of("");

  @Test
  void runsAndWritesWhatItFound() throws IOException {
    int exitCode = bench("link", "sink", "--rows", "500", "--rounds", "1");

    assertThat(exitCode).isZero();
    JsonNode benchmarks =
        new ObjectMapper().readTree(results.resolve("results.json").toFile()).path("benchmarks");
    assertThat(benchmarks.findValuesAsText("name")).containsExactly("link", "sink");
    assertThat(benchmarks.findValues("median")).isNotEmpty().allMatch(JsonNode::isNumber);
    assertThat(Files.readString(results.resolve("results.md")))
        .contains("## link", "## sink", "load at start");
  }

  @Test
  void refusesANameThatThereIsNot() {
    assertThat(bench("lonk")).isEqualTo(Program.WRONG_CALL);
  }

  private int bench(String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    all[0] = "--out";
    all[1] = results.toString();
    return Program.execute(new BenchCommand(), all);
  }
}
