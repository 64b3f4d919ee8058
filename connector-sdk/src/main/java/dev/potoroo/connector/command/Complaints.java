package dev.potoroo.connector.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** Everything that is wrong with a call, each thing once, in words for the caller. */
final class Complaints {

  private final OptionValues values;
  private final String[] args;
  private final Set<String> texts = new LinkedHashSet<>();

  private Complaints(OptionValues values, String[] args) {
    this.values = values;
    this.args = args;
  }

  /**
   * Parses the call as often as it takes to find all that is wrong, without running it.
   *
   * @return nothing when help or the version was asked for
   */
  static List<String> about(CommandLine line, OptionValues values, String... args) {
    Complaints complaints = new Complaints(values, args);
    List<ParseResult> parsed = chain(line.parseArgs(args));
    // picocli gives up on values from elsewhere at the first bad one: leave that out and go on.
    while (complaints.rejectBadValue(parsed)) {
      parsed = chain(line.parseArgs(args));
    }
    if (parsed.stream().anyMatch(r -> r.isUsageHelpRequested() || r.isVersionHelpRequested())) {
      return List.of();
    }
    parsed.forEach(complaints::addErrors);
    // Only the innermost runs: what its parents would lack does not matter.
    complaints.addChecks(parsed.get(parsed.size() - 1));
    return new ArrayList<>(complaints.texts);
  }

  /** The command and the subcommands of it that were called, outermost first. */
  private static List<ParseResult> chain(ParseResult outermost) {
    List<ParseResult> chain = new ArrayList<>();
    for (ParseResult next = outermost; next != null; next = next.subcommand()) {
      chain.add(next);
    }
    return chain;
  }

  private boolean rejectBadValue(List<ParseResult> parsed) {
    for (ParseResult result : parsed) {
      for (Exception error : result.errors()) {
        ArgSpec arg = error instanceof ParameterException e ? e.getArgSpec() : null;
        String origin = arg == null || isOnCommandLine(arg) ? null : values.origin(arg);
        if (arg != null && origin != null && !values.isRejected(arg)) {
          texts.add(origin + ": " + reason(error));
          values.reject(arg);
          return true;
        }
      }
    }
    return false;
  }

  private void addErrors(ParseResult result) {
    for (Exception error : result.errors()) {
      if (error instanceof MissingParameterException missing) {
        missing.getMissing().stream()
            .filter(arg -> !values.isRejected(arg))
            .map(this::missing)
            .forEach(texts::add);
      } else if (error instanceof ParameterException e && e.getArgSpec() != null) {
        texts.add(name(e.getArgSpec()) + ": " + reason(e));
      } else {
        texts.add(reason(error));
      }
    }
  }

  private void addChecks(ParseResult result) {
    CommandSpec command = result.commandSpec();
    addChecks(command.userObject());
    command.mixins().values().forEach(mixin -> addChecks(mixin.userObject()));
  }

  private void addChecks(@Nullable Object options) {
    if (options instanceof CheckedOptions checked) {
      texts.addAll(checked.complaints());
    }
  }

  private String missing(ArgSpec arg) {
    String what = isOnCommandLine(arg) ? ": expected a value, " : " is missing: expected ";
    String description = String.join(" ", arg.description());
    return name(arg) + what + arg.paramLabel() + (description.isEmpty() ? "" : ", " + description);
  }

  private boolean isOnCommandLine(ArgSpec arg) {
    return arg instanceof OptionSpec option
        && Arrays.stream(option.names())
            .anyMatch(
                name ->
                    Arrays.stream(args)
                        .anyMatch(given -> given.equals(name) || given.startsWith(name + "=")));
  }

  private static String name(ArgSpec arg) {
    return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
  }

  private static String reason(Exception error) {
    return String.valueOf(
        error.getCause() instanceof TypeConversionException conversion
            ? conversion.getMessage()
            : error.getMessage());
  }
}
