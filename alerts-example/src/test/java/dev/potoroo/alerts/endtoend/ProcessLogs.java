package dev.potoroo.alerts.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A directory below {@code target} for what the processes of one test write. When the test fails,
 * the ends of the youngest files are shown with it.
 */
public final class ProcessLogs implements BeforeEachCallback, AfterEachCallback {
  private static final Path ALL = Path.of("target", "endtoend");
  private static final int SHOWN_FILES = 15;
  private static final int SHOWN_LINES = 40;

  private Path directory = ALL;

  public Path directory() {
    return directory;
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    String test = context.getRequiredTestMethod().getName() + " " + context.getDisplayName();
    directory =
        ALL.resolve(context.getRequiredTestClass().getSimpleName())
            .resolve(test.replaceAll("\\W+", "-"));
    Files.createDirectories(directory);
    for (Path old : files()) {
      Files.delete(old);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    if (context.getExecutionException().isEmpty()) {
      return;
    }
    List<Path> files = files();
    for (Path file : files.subList(Math.max(0, files.size() - SHOWN_FILES), files.size())) {
      List<String> lines = Files.readAllLines(file);
      System.err.println("==> " + file);
      lines.stream().skip(Math.max(0, lines.size() - SHOWN_LINES)).forEach(System.err::println);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }
}
