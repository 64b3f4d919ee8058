package dev.potoroo.connector.command;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Values of options that are not on the command line: from the environment, then from a file. */
final class OptionValues implements IDefaultValueProvider {

  private static final String PREFIX = "POTOROO_";

  private final Map<String, String> environment;
  private final Properties file = new Properties();
  private final @Nullable String fileName;
  private final Set<ArgSpec> rejected = new HashSet<>();

  /**
   * @param args the command line, for its {@code --config}
   * @param complaints takes what is wrong with the file
   */
  OptionValues(
      CommandLine line, Map<String, String> environment, String[] args, List<String> complaints) {
    this.environment = environment;
    this.fileName = fileName(environment, args);
    if (fileName != null) {
      read(fileName, complaints);
      complainAboutUnknownKeys(line, complaints);
    }
  }

  /** Where the value of an option comes from: a variable or a file and key, else null. */
  @Nullable String origin(ArgSpec arg) {
    String key = key(arg);
    if (key == null) {
      return null;
    }
    if (environment.containsKey(variable(key))) {
      return variable(key);
    }
    return file.containsKey(key) ? "\"" + key + "\" in " + fileName : null;
  }

  /** The value was no good and has been complained about. */
  void reject(ArgSpec arg) {
    rejected.add(arg);
  }

  boolean isRejected(ArgSpec arg) {
    return rejected.contains(arg);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec arg) {
    String key = key(arg);
    if (key == null || rejected.contains(arg)) {
      return null;
    }
    String value = environment.get(variable(key));
    return value == null ? file.getProperty(key) : value;
  }

  /** The option's name without dashes; null for what only belongs on the command line. */
  private static @Nullable String key(ArgSpec arg) {
    if (!(arg instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
      return null;
    }
    return option.longestName().replaceFirst("^-+", "");
  }

  private static String variable(String key) {
    return PREFIX + key.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private static @Nullable String fileName(Map<String, String> environment, String[] args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals(GeneralOptions.CONFIG) && i + 1 < args.length) {
        return args[i + 1];
      }
      if (args[i].startsWith(GeneralOptions.CONFIG + "=")) {
        return args[i].substring(GeneralOptions.CONFIG.length() + 1);
      }
    }
    return environment.get(PREFIX + "CONFIG");
  }

  private void read(String name, List<String> complaints) {
    try (Reader reader = Files.newBufferedReader(Path.of(name))) {
      file.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      complaints.add("--config: cannot read " + name + " as a properties file: " + e);
    }
  }

  /** A key that no option has is most likely a slip, and would be ignored without a word. */
  private void complainAboutUnknownKeys(CommandLine line, List<String> complaints) {
    Set<String> known = new TreeSet<>();
    collectKeys(line, known);
    for (String key : new TreeSet<>(file.stringPropertyNames())) {
      if (!known.contains(key)) {
        complaints.add(
            "--config: \""
                + key
                + "\" in "
                + fileName
                + " is no option; expected one of "
                + String.join(", ", known));
      }
    }
  }

  private static void collectKeys(CommandLine line, Set<String> known) {
    List<String> keys = new ArrayList<>();
    for (OptionSpec option : line.getCommandSpec().options()) {
      String key = key(option);
      if (key != null) {
        keys.add(key);
      }
    }
    known.addAll(keys);
    line.getSubcommands().values().forEach(subcommand -> collectKeys(subcommand, known));
  }
}
