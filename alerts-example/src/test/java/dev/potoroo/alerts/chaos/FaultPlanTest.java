package dev.potoroo.alerts.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FaultPlanTest {

  @Test
  void isTheSameForTheSameSeed() {
    assertThat(FaultPlan.of(7, 200)).isEqualTo(FaultPlan.of(7, 200));
  }

  @Test
  void isAnotherForAnotherSeed() {
    assertThat(FaultPlan.of(7, 200).steps()).isNotEqualTo(FaultPlan.of(8, 200).steps());
  }

  @Test
  void beginsAsAShorterOneOfTheSameSeed() {
    List<FaultPlan.Step> longer = FaultPlan.of(7, 200).steps();

    assertThat(longer.subList(0, 50)).isEqualTo(FaultPlan.of(7, 50).steps());
  }

  @Test
  void hasEveryKindOfFaultBeforeLong() {
    List<FaultPlan.Step> steps = FaultPlan.of(7, 200).steps();

    assertThat(steps.stream().<Class<?>>map(step -> step.fault().getClass()).distinct())
        .containsExactlyInAnyOrder(Fault.class.getPermittedSubclasses());
  }

  @Test
  void printsItsStepsUpToTheOneThatWasStruckLast() {
    FaultPlan plan = FaultPlan.of(7, 200);

    assertThat(plan.upTo(2).lines())
        .containsExactly("    1. " + plan.steps().get(0), "    2. " + plan.steps().get(1));
  }
}
