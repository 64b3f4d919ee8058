package dev.potoroo.connector.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class InboxTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<Boolean> valve = new ArrayList<>();
  private final Inbox<String> inbox = new Inbox<>(10, valve::add);

  @Test
  void givesEventsInTheirOrder() throws Exception {
    inbox.add("one", 1);
    inbox.add("two", 1);

    assertThat(inbox.take(LONG)).isEqualTo("one");
    assertThat(inbox.take(Duration.ZERO)).isEqualTo("two");
    assertThat(inbox.take(Duration.ZERO)).isNull();
  }

  @Test
  void stopsReadingAboveTheLimitAndGoesOnAtHalfOfIt() throws Exception {
    inbox.add("one", 5);
    inbox.add("two", 5);
    assertThat(valve).isEmpty();
    inbox.add("three", 1);
    inbox.add("four", 1);
    assertThat(valve).containsExactly(false);

    inbox.take(LONG);
    assertThat(valve).containsExactly(false);
    inbox.take(LONG);

    assertThat(valve).containsExactly(false, true);
  }

  @Test
  void takesAnEventThatIsHeavierThanTheLimit() throws Exception {
    inbox.add("heavy", 1_000);
    assertThat(inbox.take(LONG)).isEqualTo("heavy");

    assertThat(valve).containsExactly(false, true);
  }

  @Test
  void opensTheValveForEachOfManyThatAreHeavierThanTheLimit() throws Exception {
    AtomicBoolean reading = new AtomicBoolean(true);
    Inbox<Integer> heavy = new Inbox<>(10, reading::set);
    int events = 50_000;
    CompletableFuture<Void> network =
        CompletableFuture.runAsync(
            () -> {
              for (int event = 0; event < events; event++) {
                while (!reading.get()) {
                  Thread.onSpinWait();
                }
                heavy.add(event, 1_000);
              }
            });

    for (int event = 0; event < events; event++) {
      assertThat(heavy.take(Duration.ofSeconds(20))).isEqualTo(event);
    }
    heavy.take(Duration.ZERO);

    network.get(20, TimeUnit.SECONDS);
    assertThat(reading).isTrue();
  }

  @Test
  void wakesOneThatWaits() throws Exception {
    CompletableFuture<Boolean> nothing =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return inbox.take(LONG) == null;
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });

    inbox.wakeUp();

    assertThat(nothing.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void givesWhatIsThereBeforeItTellsOfAWakeUp() throws Exception {
    inbox.wakeUp();
    inbox.add("event", 1);

    assertThat(inbox.take(Duration.ZERO)).isEqualTo("event");
    assertThat(inbox.take(Duration.ZERO)).isNull();
  }
}
