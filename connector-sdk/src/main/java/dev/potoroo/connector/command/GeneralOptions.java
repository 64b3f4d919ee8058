package dev.potoroo.connector.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every command has. */
final class GeneralOptions implements CheckedOptions {

  static final String CONFIG = "--config";

  @Option(
      names = CONFIG,
      paramLabel = "FILE",
      description =
          "Properties file with options, keys without the dashes. The command line and POTOROO_..."
              + " variables come before it")
  @Nullable Path config;

  @Option(names = "--debug", description = "Print the stack trace of what ends the program")
  boolean debug;

  @Option(
      names = "--log-format",
      paramLabel = "text|json",
      defaultValue = "text",
      description =
          "Lines on standard error for people, or a JSON object a line. Default: ${DEFAULT-VALUE}")
  String logFormat = "text";

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "info",
      description = "error, warn, info or debug. Default: ${DEFAULT-VALUE}")
  String logLevel = "info";

  @Option(names = "--help", usageHelp = true, description = "Print this and exit")
  boolean help;

  @Option(names = "--version", versionHelp = true, description = "Print the version and exit")
  boolean version;

  @Override
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    requireOneOf("--log-format", logFormat, List.of("text", "json"), complaints);
    requireOneOf("--log-level", logLevel, List.of("error", "warn", "info", "debug"), complaints);
    return complaints;
  }

  private static void requireOneOf(
      String option, String word, List<String> expected, List<String> complaints) {
    if (!expected.contains(word)) {
      complaints.add(
          "%s: expected one of %s, got \"%s\""
              .formatted(option, String.join(", ", expected), word));
    }
  }
}
