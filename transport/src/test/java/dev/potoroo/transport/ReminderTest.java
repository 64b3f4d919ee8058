package dev.potoroo.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class ReminderTest {

  private static long[] secondsDue(Reminder reminder, long last) {
    return LongStream.rangeClosed(0, last)
        .filter(second -> reminder.isDue(Duration.ofSeconds(second)))
        .toArray();
  }

  @Test
  void comesAfterEachDoublingOfTheTime() {
    assertThat(secondsDue(new Reminder(Duration.ofSeconds(10)), 100))
        .containsExactly(10, 20, 40, 80);
  }

  @Test
  void beginsAnewWithTheNextWait() {
    Reminder reminder = new Reminder(Duration.ofSeconds(10));
    secondsDue(reminder, 100);

    assertThat(secondsDue(reminder, 30)).containsExactly(10, 20);
  }

  @Test
  void comesAfterAMinuteUnlessToldOtherwise() {
    assertThat(secondsDue(new Reminder(Duration.ZERO), 200)).containsExactly(60, 120);
  }
}
