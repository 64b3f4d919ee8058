package dev.potoroo.alerts.chaos;

import dev.potoroo.alerts.endtoend.Program;
import dev.potoroo.testkit.proxy.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which faults come, and when: the same for the same seed, and a longer plan begins as a shorter
 * one does. What they meet is up to the machine's timing, which no seed repeats.
 */
record FaultPlan(long seed, List<Step> steps) {

  /**
   * @param pause after the one before began
   */
  record Step(Duration pause, Fault fault) {
    @Override
    public String toString() {
      return "after %d ms: %s".formatted(pause.toMillis(), fault);
    }
  }

  /**
   * @param weight how often, in relation to the others
   */
  private record Draw(int weight, Function<Random, Fault> fault) {}

  /** A kind of fault joins by one line. */
  private static final List<Draw> DRAWS =
      List.of(
          new Draw(4, r -> new Fault.Kill(one(r, Program.values()), millis(r, 0, 250))),
          new Draw(1, r -> new Fault.CrashPostgres(millis(r, 0, 250))),
          new Draw(2, r -> new Fault.TerminateBackends()),
          new Draw(4, r -> new Fault.Cut(one(r, Link.values()))),
          new Draw(4, r -> new Fault.Reset(one(r, Link.values()))),
          new Draw(
              4, r -> new Fault.CutWithinFrame(one(r, Link.values()), one(r, Direction.values()))),
          new Draw(
              3,
              r -> new Fault.Delay(one(r, Link.values()), millis(r, 1, 100), millis(r, 50, 500))),
          new Draw(3, r -> new Fault.BlackHole(one(r, Link.values()), millis(r, 50, 500))),
          new Draw(1, r -> new Fault.Silence(one(r, Link.values()))));

  private static final int ALL_WEIGHTS = DRAWS.stream().mapToInt(Draw::weight).sum();

  static FaultPlan of(long seed, int faults) {
    Random random = new Random(seed);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < faults; i++) {
      steps.add(new Step(millis(random, 0, 300), draw(random)));
    }
    return new FaultPlan(seed, List.copyOf(steps));
  }

  private static Fault draw(Random random) {
    int left = random.nextInt(ALL_WEIGHTS);
    for (Draw draw : DRAWS) {
      left -= draw.weight();
      if (left < 0) {
        return draw.fault().apply(random);
      }
    }
    throw new IllegalStateException("the weights add up to more than " + ALL_WEIGHTS);
  }

  private static <T> T one(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  private static Duration millis(Random random, int least, int most) {
    return Duration.ofMillis(least + random.nextInt(most - least + 1));
  }

  /** The steps up to that one, numbered from 1, a line for each. */
  String upTo(int step) {
    return IntStream.range(0, step)
        .mapToObj(i -> "%5d. %s%n".formatted(i + 1, steps.get(i)))
        .collect(Collectors.joining());
  }
}
