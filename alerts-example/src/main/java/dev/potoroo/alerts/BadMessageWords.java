package dev.potoroo.alerts;

import dev.potoroo.runtime.BadMessagePolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of {@code --on-bad-message}, be they two arguments or one that holds both. */
final class BadMessageWords {
  private static final Pattern DEAD_LETTER = Pattern.compile("dead-letter[ =](?<file>.+)");

  private BadMessageWords() {}

  /**
   * @throws IllegalArgumentException for other words than {@code fail}, {@code skip}, or {@code
   *     dead-letter} and a file
   */
  static BadMessagePolicy policy(List<String> words) {
    String all = String.join(" ", words).strip();
    Matcher deadLetter = DEAD_LETTER.matcher(all);
    if (deadLetter.matches()) {
      return new BadMessagePolicy.DeadLetter(Path.of(deadLetter.group("file").strip()));
    }
    return switch (all) {
      case "fail" -> new BadMessagePolicy.Fail();
      case "skip" -> new BadMessagePolicy.Skip();
      default ->
          throw new IllegalArgumentException(
              "--on-bad-message: expected fail, skip or dead-letter FILE, got \"%s\""
                  .formatted(all));
    };
  }
}
