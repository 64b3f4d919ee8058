package dev.potoroo.benchmarks.database;

import dev.potoroo.connector.command.Program;
import dev.potoroo.postgres.source.PostgresSourceCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the source gets at the rows of {@code transactions}. */
enum CaptureMode {
  OUTBOX,
  WAL;

  /** Arguments of the source and of its {@code install}. */
  List<String> arguments(BenchmarkServer server) {
    return List.of(
        "--connection", server.connectionString(), "--table", "transactions", "--mode", word());
  }

  /** As on the command line. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As {@code postgres-source install}: what is committed from now on will be sent. */
  void install(BenchmarkServer server) {
    List<String> arguments = new ArrayList<>(List.of("install"));
    arguments.addAll(arguments(server));
    int exitCode = Program.execute(new PostgresSourceCommand(), arguments.toArray(String[]::new));
    if (exitCode != Program.FINISHED) {
      throw new IllegalStateException("postgres-source install ended with " + exitCode);
    }
  }
}
