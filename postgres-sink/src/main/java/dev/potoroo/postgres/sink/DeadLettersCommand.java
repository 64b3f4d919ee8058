package dev.potoroo.postgres.sink;

import picocli.CommandLine.Command;

/** {@code postgres-sink dead-letters}: what became of messages that a table refused. */
@Command(
    name = "dead-letters",
    description =
        "Shows, writes again or drops the messages that --on-rejected dead-letter has put aside.",
    subcommands = {
      ListDeadLettersCommand.class,
      ReplayDeadLettersCommand.class,
      DropDeadLettersCommand.class
    })
final class DeadLettersCommand {}
