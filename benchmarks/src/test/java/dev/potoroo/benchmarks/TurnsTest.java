package dev.potoroo.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.benchmarks.measure.Comparison;
import dev.potoroo.benchmarks.measure.Goal;
import dev.potoroo.benchmarks.measure.Metric;
import dev.potoroo.benchmarks.measure.Result;
import dev.potoroo.benchmarks.measure.Sample;
import dev.potoroo.benchmarks.measure.Turns;
import dev.potoroo.benchmarks.measure.Variant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Variants run in turns, and what is told of them. */
final class TurnsTest {
  private static final Metric RATE = Metric.rate("rows");
  private static final Metric TIME = Metric.cost("time", "ms");

  private final List<String> order = new ArrayList<>();

  @Test
  void runsTheSubjectOnceMoreAtTheEndOfEachRound() throws Exception {
    Turns turns = new Turns(2, line -> {});

    turns.run(
        new Comparison("work", List.of(variant("A", 1, 1, 1, 1), variant("B", 1, 1)), List.of()));

    assertThat(order).containsExactly("A", "B", "A", "A", "B", "A");
    assertThat(turns.results().get(0).series())
        .extracting(series -> series.variant())
        .containsExactly("A", "B", "A (again)");
  }

  @Test
  void quotesMediansAndTheNoiseOfTheSubjectBesideItself() throws Exception {
    Turns turns = new Turns(3, line -> {});

    // The subject's runs are taken in turns for its first series and its second.
    turns.run(
        new Comparison(
            "work",
            List.of(variant("A", 90, 99, 10, 110, 100, 121), variant("B", 50, 70, 60)),
            List.of()));

    Result result = turns.results().get(0);
    assertThat(result.median("A", RATE)).isEqualTo(90);
    assertThat(result.median("B", RATE)).isEqualTo(60);
    assertThat(result.noise(RATE)).isEqualTo(110 / 90.0);
  }

  @Test
  void holdsAGoalTheWayThatIsBetter() throws Exception {
    Goal fasterThanB = Goal.ratio(RATE, "A", "B", 1.5);
    Goal fasterThanBByFar = Goal.ratio(RATE, "A", "B", 1.6);
    Goal soon = Goal.value(TIME, "A", 10);
    Turns turns = new Turns(1, line -> {});

    turns.run(
        new Comparison(
            "work",
            List.of(
                new Variant("A", () -> Sample.of(RATE, 30).and(TIME, 9)),
                new Variant("B", () -> Sample.of(RATE, 20))),
            List.of()));

    Result result = turns.results().get(0);
    assertThat(fasterThanB.isReached(result)).isTrue();
    assertThat(fasterThanBByFar.isReached(result)).isFalse();
    assertThat(soon.isReached(result)).isTrue();
  }

  @Test
  void saysOfAGoalWhosePeerDidNotRunThatThereIsNoFind() throws Exception {
    Goal fasterThanPeer = Goal.ratio(RATE, "A", "peer", 2);
    Turns turns = new Turns(1, line -> {});

    turns.run(new Comparison("work", List.of(variant("A", 1, 1)), List.of(fasterThanPeer)));

    assertThat(fasterThanPeer.found(turns.results().get(0))).isNaN();
    assertThat(fasterThanPeer.isReached(turns.results().get(0))).isFalse();
  }

  private Variant variant(String name, double... rates) {
    Deque<Double> left = new ArrayDeque<>();
    for (double rate : rates) {
      left.add(rate);
    }
    return new Variant(
        name,
        () -> {
          order.add(name);
          return Sample.of(RATE, left.remove());
        });
  }
}
