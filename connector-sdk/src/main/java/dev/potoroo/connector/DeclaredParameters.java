package dev.potoroo.connector;

import dev.potoroo.connector.command.Program;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What parameters a short-form connector has, and how they get their values. Not thread-safe. */
final class DeclaredParameters {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  private record Declared(@Nullable String defaultValue, String description) {}

  private final Map<String, Declared> declared = new LinkedHashMap<>();

  void declare(String name, @Nullable String defaultValue, String description) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "expected a parameter's name in lower case with dashes, got \"" + name + "\"");
    }
    if (declared.putIfAbsent(name, new Declared(defaultValue, description)) != null) {
      throw new IllegalArgumentException("parameter " + name + " is declared twice");
    }
  }

  /**
   * Takes the values from a command line; they are options of it, next to those of {@code options}.
   * Prints and ends the process for {@code --help}, {@code --version} and a wrong call.
   *
   * @param options a mixin
   */
  Parameters parseOrExit(String program, String description, Object options, String... args) {
    AtomicBoolean parsed = new AtomicBoolean();
    Callable<Integer> onSuccess =
        () -> {
          parsed.set(true);
          return Program.FINISHED;
        };
    CommandSpec spec = CommandSpec.wrapWithoutInspection(onSuccess).name(program);
    if (!description.isEmpty()) {
      spec.usageMessage().description(description);
    }
    declared.forEach((name, parameter) -> spec.addOption(option(name, parameter)));
    spec.addMixin("options", CommandSpec.forAnnotatedObject(options));
    int exitCode = Program.execute(spec, args);
    if (!parsed.get()) {
      System.exit(exitCode);
    }
    Map<String, String> values = new LinkedHashMap<>();
    declared.keySet().forEach(name -> values.put(name, spec.findOption("--" + name).getValue()));
    return new Parameters(values);
  }

  private static OptionSpec option(String name, Declared parameter) {
    OptionSpec.Builder option =
        OptionSpec.builder("--" + name)
            .type(String.class)
            .paramLabel("VALUE")
            .required(parameter.defaultValue() == null);
    if (parameter.defaultValue() == null) {
      return option.description(parameter.description()).build();
    }
    return option
        .defaultValue(parameter.defaultValue())
        .description(parameter.description() + ". Default: ${DEFAULT-VALUE}")
        .build();
  }

  /**
   * Takes the values from a map.
   *
   * @throws ConfigurationException naming all that are missing, and all that were not declared
   */
  Parameters from(Map<String, String> given) {
    List<String> complaints = new ArrayList<>();
    Map<String, String> values = new LinkedHashMap<>();
    declared.forEach(
        (name, parameter) -> {
          String value = given.getOrDefault(name, parameter.defaultValue());
          if (value == null) {
            complaints.add(name + " is missing: " + parameter.description());
          } else {
            values.put(name, value);
          }
        });
    for (String name : given.keySet()) {
      if (!declared.containsKey(name)) {
        complaints.add(name + " is no parameter; expected one of " + declared.keySet());
      }
    }
    if (!complaints.isEmpty()) {
      throw new ConfigurationException(complaints);
    }
    return new Parameters(values);
  }
}
