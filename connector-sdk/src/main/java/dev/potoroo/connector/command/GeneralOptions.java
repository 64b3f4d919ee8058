package dev.potoroo.connector.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every command has. */
final class GeneralOptions {

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

  @Option(names = "--help", usageHelp = true, description = "Print this and exit")
  boolean help;

  @Option(names = "--version", versionHelp = true, description = "Print the version and exit")
  boolean version;
}
