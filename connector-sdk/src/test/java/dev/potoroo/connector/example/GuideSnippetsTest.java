package dev.potoroo.connector.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every Java snippet of the README and the guides is a region of an example that other tests run. A
 * snippet names its region in a comment before it, {@code <!-- LineSource open -->}; in the example
 * it stands between {@code // begin open} and {@code // end open}.
 */
final class GuideSnippetsTest {
  private static final Path PROJECT = Path.of("..");
  private static final Path EXAMPLES =
      Path.of("src", "test", "java", "dev", "potoroo", "connector", "example");
  private static final Pattern SNIPPET =
      Pattern.compile("(?:<!-- (\\w+) (\\w+) -->\\n)?```java\\n(.*?)```", Pattern.DOTALL);

  @ParameterizedTest
  @ValueSource(
      strings = {"README.md", "docs/guides/write-a-source.md", "docs/guides/write-a-sink.md"})
  void drawsItsSnippetsFromTheExamples(String page) throws IOException {
    Matcher snippets = SNIPPET.matcher(Files.readString(PROJECT.resolve(page)));
    int count = 0;
    while (snippets.find()) {
      count++;
      assertThat(snippets.group(1)).as("the example that snippet %s names", count).isNotNull();
      assertThat(snippets.group(3))
          .as("snippet %s of %s", count, page)
          .isEqualTo(region(snippets.group(1), snippets.group(2)));
    }
    assertThat(count).isPositive();
  }

  @Test
  void keepsTheShortExamplesUnderFortyLines() throws IOException {
    assertThat(Files.readAllLines(EXAMPLES.resolve("GeneratorSource.java"))).hasSizeLessThan(40);
    assertThat(Files.readAllLines(EXAMPLES.resolve("ConsoleSink.java"))).hasSizeLessThan(40);
  }

  private static String region(String example, String name) throws IOException {
    List<String> region = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(EXAMPLES.resolve(example + ".java"))) {
      if (line.equals("  // end " + name)) {
        return String.join("\n", region).strip() + "\n";
      }
      if (inside) {
        region.add(line.startsWith("  ") ? line.substring(2) : line);
      }
      inside |= line.equals("  // begin " + name);
    }
    throw new AssertionError(example + " has no region " + name);
  }
}
