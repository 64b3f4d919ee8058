package dev.potoroo.alerts.chaos;

import dev.potoroo.alerts.endtoend.JavaProcess;
import dev.potoroo.alerts.endtoend.Program;
import dev.potoroo.testkit.proxy.Direction;
import dev.potoroo.testkit.proxy.FaultyLink;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Something that goes wrong. */
sealed interface Fault {

  /**
   * Does it, and returns once it is over; the chain may still be at mending what it did. A fault
   * that lasts does so for the time it was given, since that time is a part of it.
   */
  void strike(ChaosChain chain) throws Exception;

  Target target();

  /** Whether it waits a while for its target to be at work, after an earlier fault. */
  default boolean looksForWork() {
    return false;
  }

  /** Whether it comes by itself, as another fault would end it before its time. */
  default boolean isAlone() {
    return false;
  }

  /** As {@code kill -9} does, and a start some time later. */
  record Kill(Program program, Duration down) implements Fault {
    @Override
    public void strike(ChaosChain chain) throws InterruptedException {
      chain.programs().process(program).kill();
      last(down);
      chain.programs().start(program);
    }

    @Override
    public Target target() {
      return new Target.OfProgram(program);
    }

    @Override
    public boolean looksForWork() {
      return true;
    }
  }

  /** PostgreSQL stops in immediate mode, and recovers at its start some time later. */
  record CrashPostgres(Duration down) implements Fault {
    @Override
    public void strike(ChaosChain chain) throws InterruptedException {
      chain.server().stopNow();
      last(down);
      chain.server().startAgain();
    }

    @Override
    public Target target() {
      return new Target.Postgres();
    }
  }

  /** Each of the programs' connections to PostgreSQL is ended by the server. */
  record TerminateBackends() implements Fault {
    @Override
    public void strike(ChaosChain chain) throws Exception {
      chain.terminateBackends();
    }

    @Override
    public Target target() {
      return new Target.Postgres();
    }
  }

  /** The connection is closed, at both ends. */
  record Cut(Link link) implements Fault {
    @Override
    public void strike(ChaosChain chain) {
      chain.link(link).cut();
    }

    @Override
    public Target target() {
      return link;
    }
  }

  /** The connection is reset, at both ends. */
  record Reset(Link link) implements Fault {
    @Override
    public void strike(ChaosChain chain) {
      chain.link(link).reset();
    }

    @Override
    public Target target() {
      return link;
    }
  }

  /** Half of a frame arrives, then the connection is closed. */
  record CutWithinFrame(Link link, Direction direction) implements Fault {
    @Override
    public void strike(ChaosChain chain) throws Exception {
      chain
          .link(link)
          .cutWithinNextFrame(direction)
          .get(JavaProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public Target target() {
      return link;
    }
  }

  /** Each piece of bytes takes longer. */
  record Delay(Link link, Duration each, Duration lasting) implements Fault {
    @Override
    public void strike(ChaosChain chain) throws InterruptedException {
      FaultyLink faulty = chain.link(link);
      faulty.delay(each);
      last(lasting);
      faulty.heal();
    }

    @Override
    public Target target() {
      return link;
    }
  }

  /** The connection stays up and nothing moves, until it is closed. */
  record BlackHole(Link link, Duration lasting) implements Fault {
    @Override
    public void strike(ChaosChain chain) throws InterruptedException {
      FaultyLink faulty = chain.link(link);
      faulty.blackhole();
      last(lasting);
      faulty.cut();
      faulty.heal();
    }

    @Override
    public Target target() {
      return link;
    }
  }

  /** The connection stays up and nothing moves, until somebody notices and closes it. */
  record Silence(Link link) implements Fault {
    @Override
    public void strike(ChaosChain chain) throws Exception {
      chain.link(link).silence().get(JavaProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public Target target() {
      return link;
    }

    /** Where there is no connection, nobody has anything to notice. */
    @Override
    public boolean looksForWork() {
      return true;
    }

    @Override
    public boolean isAlone() {
      return true;
    }
  }

  private static void last(Duration duration) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(duration.toMillis());
  }
}
