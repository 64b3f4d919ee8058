package dev.potoroo.distribution;

import dev.potoroo.connector.command.Program;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * What {@code bin/potoroo} runs: the first word names the command, the rest is the command's own.
 * Exit codes are those of {@link Program}; a call that names no command is a wrong call.
 */
@Command(
    name = "potoroo",
    description = "Connectors between PostgreSQL and stream applications, exactly once.",
    synopsisSubcommandLabel = "COMMAND")
public final class Potoroo {

  private Potoroo() {}

  public static void main(String... args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return Program.commandLine(new Potoroo());
  }
}
