package dev.potoroo.distribution;

import dev.potoroo.alerts.AlertsCommand;
import dev.potoroo.alerts.demo.DemoCommand;
import dev.potoroo.connector.command.Program;
import dev.potoroo.postgres.sink.PostgresSinkCommand;
import dev.potoroo.postgres.source.PostgresSourceCommand;
import picocli.CommandLine.Command;

/**
 * What {@code bin/potoroo} runs: the first word names the command, the rest is the command's own.
 * Exit codes are those of {@link Program}; a call that names no command is a wrong call.
 */
@Command(
    name = "potoroo",
    description = "Connectors between PostgreSQL and stream applications, exactly once.",
    subcommands = {
      DemoCommand.class,
      AlertsCommand.class,
      PostgresSourceCommand.class,
      PostgresSinkCommand.class
    })
public final class Potoroo {

  public static void main(String... args) {
    Program.main(new Potoroo(), args);
  }
}
