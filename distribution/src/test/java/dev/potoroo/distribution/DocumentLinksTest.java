package dev.potoroo.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A guarantee that links to its test, and any other link within the project, leads somewhere. */
final class DocumentLinksTest {

  private static final Path PROJECT = Path.of("..");

  /** The target of a link in Markdown, without its fragment. */
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)[^)]*\\)");

  static List<Path> pages() throws IOException {
    try (Stream<Path> top = Files.list(PROJECT);
        Stream<Path> documents = Files.walk(PROJECT.resolve("docs"))) {
      return Stream.concat(top, documents).filter(page -> page.toString().endsWith(".md")).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkWithinTheProjectLeadsSomewhere(Path page) throws IOException {
    List<String> dead =
        LINK.matcher(Files.readString(page))
            .results()
            .map(link -> link.group(1))
            .filter(target -> !target.contains("://"))
            .filter(target -> !Files.exists(page.resolveSibling(target)))
            .toList();

    assertThat(dead).as("links of %s", page).isEmpty();
  }
}
