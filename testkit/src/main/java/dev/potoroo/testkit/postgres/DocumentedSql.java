package dev.potoroo.testkit.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * SQL that a page of the documentation tells people to run, so that a test runs the same. Where the
 * page has a name that stands for the reader's own, the test puts its own there.
 *
 * @param text one statement, or several with semicolons between
 */
public record DocumentedSql(String text) {
  private static final String CODE = "    ";

  /**
   * The indented lines of one section of a Markdown page, up to its next heading.
   *
   * @param heading the whole line, as in {@code ## Rights}
   * @throws IllegalArgumentException when there are none
   */
  public static DocumentedSql of(Path page, String heading) {
    try {
      String text =
          Files.readAllLines(page).stream()
              .dropWhile(line -> !line.equals(heading))
              .skip(1)
              .takeWhile(line -> !line.startsWith("#"))
              .filter(line -> line.startsWith(CODE))
              .collect(Collectors.joining("\n"));
      if (text.isEmpty()) {
        throw new IllegalArgumentException(
            "expected SQL under \"%s\" in %s, found none".formatted(heading, page));
      }
      return new DocumentedSql(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without the lines that speak of something that the test does not have, such as a sequence. */
  public DocumentedSql without(String something) {
    return new DocumentedSql(
        text.lines().filter(line -> !line.contains(something)).collect(Collectors.joining("\n")));
  }

  /** With that name wherever the placeholder stands as a word. */
  public DocumentedSql naming(String placeholder, String name) {
    return new DocumentedSql(
        text.replaceAll(
            "\\b" + Pattern.quote(placeholder) + "\\b", Matcher.quoteReplacement(name)));
  }
}
