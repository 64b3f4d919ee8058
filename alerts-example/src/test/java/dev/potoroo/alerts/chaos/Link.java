package dev.potoroo.alerts.chaos;

import dev.potoroo.alerts.endtoend.Program;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The connections between the programs, and those of the connectors to PostgreSQL. */
enum Link implements Target {
  SOURCE_TO_APPLICATION(Program.SOURCE, Program.APPLICATION),
  APPLICATION_TO_SINK(Program.APPLICATION, Program.SINK),
  SOURCE_TO_POSTGRES(Program.SOURCE, null),
  SINK_TO_POSTGRES(Program.SINK, null);

  private final Program client;
  private final @Nullable Program server;

  /**
   * @param server null for PostgreSQL
   */
  Link(Program client, @Nullable Program server) {
    this.client = client;
    this.server = server;
  }

  /** Those that a program has when it is at work. */
  static Stream<Link> of(Program program) {
    return Stream.of(values()).filter(link -> link.client == program || link.server == program);
  }

  @Override
  public boolean isAtWork(ChaosChain chain) {
    return chain.link(this).connections() > 0;
  }
}
