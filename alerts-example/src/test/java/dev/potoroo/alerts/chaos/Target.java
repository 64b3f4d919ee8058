package dev.potoroo.alerts.chaos;

import dev.potoroo.alerts.endtoend.Program;
import java.util.stream.Stream;

/** What a fault strikes. Two faults strike one target one after the other. */
sealed interface Target permits Link, Target.OfProgram, Target.Postgres {

  /** Whether it does now what it is there for, so that a fault interrupts something. */
  boolean isAtWork(ChaosChain chain);

  /** One of the three programs: at work when all its connections are up. */
  record OfProgram(Program program) implements Target {
    @Override
    public boolean isAtWork(ChaosChain chain) {
      return Link.of(program).allMatch(link -> link.isAtWork(chain));
    }
  }

  /** The server: at work when one of the programs is connected. */
  record Postgres() implements Target {
    @Override
    public boolean isAtWork(ChaosChain chain) {
      return Stream.of(Link.SOURCE_TO_POSTGRES, Link.SINK_TO_POSTGRES)
          .anyMatch(link -> link.isAtWork(chain));
    }
  }
}
