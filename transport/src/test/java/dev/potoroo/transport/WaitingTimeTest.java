package dev.potoroo.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class WaitingTimeTest {

  private final AtomicLong clock = new AtomicLong(-5_000);
  private final WaitingTime time = new WaitingTime(Duration.ofSeconds(1), clock::get);

  private Duration lookAfter(long millis, boolean waiting) {
    clock.addAndGet(Duration.ofMillis(millis).toNanos());
    return time.look(waiting);
  }

  @Test
  void addsUpWhileThereIsSomethingToWaitFor() {
    assertThat(lookAfter(1_000, true)).hasSeconds(1);
    assertThat(lookAfter(1_500, true)).hasMillis(2_500);
  }

  @Test
  void beginsAnewWhenThereWasNothingToWaitFor() {
    lookAfter(1_000, true);

    assertThat(lookAfter(1_000, false)).isZero();
    assertThat(lookAfter(1_000, true)).hasSeconds(1);
  }

  @Test
  void beginsAnewWithASign() {
    lookAfter(1_000, true);

    time.restart();

    assertThat(lookAfter(1_000, true)).hasSeconds(1);
  }

  @Test
  void countsAPauseOfItsOwnAsTwoIntervals() {
    assertThat(lookAfter(3_600_000, true)).hasSeconds(2);
  }

  @Test
  void isLookedAtEverySecondAndMoreOftenForAShortLimit() {
    assertThat(WaitingTime.intervalFor(Duration.ofMinutes(1))).hasSeconds(1);
    assertThat(WaitingTime.intervalFor(Duration.ZERO)).hasSeconds(1);
    assertThat(WaitingTime.intervalFor(Duration.ofSeconds(2))).hasMillis(200);
    assertThat(WaitingTime.intervalFor(Duration.ofMillis(2))).hasMillis(1);
  }
}
