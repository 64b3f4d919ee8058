package dev.potoroo.distribution;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A command's options as a page of docs/reference, made from what the command itself declares. */
final class OptionReference {

  private static final String HEAD = "| option | variable | meaning |\n|---|---|---|\n";

  private final StringBuilder page = new StringBuilder();

  private OptionReference() {}

  /** The page of a command and its subcommands. */
  static String page(CommandLine command) {
    OptionReference reference = new OptionReference();
    reference.add(command, command.getCommandName(), "# ");
    return reference.page.toString();
  }

  private void add(CommandLine command, String name, String heading) {
    CommandSpec spec = command.getCommandSpec();
    page.append(heading).append('`').append(name).append("`\n\n");
    page.append(String.join(" ", spec.usageMessage().description()).strip()).append("\n\n");
    List<String> rows = new ArrayList<>();
    spec.positionalParameters().forEach(parameter -> rows.add(row(parameter)));
    spec.options().stream().filter(option -> !option.hidden()).forEach(o -> rows.add(row(o)));
    page.append(HEAD);
    rows.forEach(page::append);
    Set<CommandLine> subcommands = new LinkedHashSet<>(command.getSubcommands().values());
    for (CommandLine subcommand : subcommands) {
      page.append('\n');
      add(subcommand, name + " " + subcommand.getCommandName(), "## ");
    }
  }

  private static String row(PositionalParamSpec parameter) {
    return row("`" + parameter.paramLabel() + "`", "", meaning(parameter));
  }

  private static String row(OptionSpec option) {
    String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
    String names = String.join(", ", option.names());
    boolean fromOutside = !option.usageHelp() && !option.versionHelp();
    String variable =
        "`POTOROO_"
            + option
                .longestName()
                .replaceFirst("^-+", "")
                .replace('-', '_')
                .toUpperCase(Locale.ROOT)
            + "`";
    return row("`" + names + label + "`", fromOutside ? variable : "", meaning(option));
  }

  private static String row(String option, String variable, String meaning) {
    return "| " + escape(option) + " | " + variable + " | " + escape(meaning) + " |\n";
  }

  private static String escape(String text) {
    return text.replace("|", "\\|");
  }

  private static String meaning(ArgSpec argument) {
    String text = List.of(argument.description()).stream().collect(Collectors.joining("<br>"));
    String byDefault = argument.defaultValue();
    String meaning =
        text.replace("${DEFAULT-VALUE}", byDefault == null ? "none" : byDefault)
            .replace("%n", " ")
            .replace("%%", "%");
    return argument.required() ? "**Required.** " + meaning : meaning;
  }
}
