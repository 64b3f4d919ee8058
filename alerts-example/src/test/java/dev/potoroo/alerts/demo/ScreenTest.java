package dev.potoroo.alerts.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ScreenTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private Instant now = Instant.EPOCH;

  @Test
  void showsTheFirstAlertsAndCountsTheRest() {
    Screen screen = screen(false);

    screen.alerts(alerts(1, 15));
    screen.alerts(alerts(16, 50));
    screen.showAllAlerts();
    screen.alerts(alerts(51, 52));

    assertThat(lines())
        .hasSize(Screen.SHOWN_ALERTS + 3)
        .startsWith("alert 1")
        .containsSequence("alert 20", "... and 30 more", "alert 51", "alert 52");
  }

  @Test
  void saysNothingOfARestThatIsNotThere() {
    Screen screen = screen(false);

    screen.alerts(alerts(1, Screen.SHOWN_ALERTS));
    screen.showAllAlerts();

    assertThat(lines()).isEqualTo(alerts(1, Screen.SHOWN_ALERTS));
  }

  @Test
  void showsProgressOnceInAWhileWhereALineCannotBeWrittenOver() {
    Screen screen = screen(false);

    screen.progress("1 written");
    now = now.plusSeconds(5);
    screen.progress("2 written");
    screen.progress("3 written");

    assertThat(lines()).containsExactly("2 written");
  }

  @Test
  void writesProgressOverOnATerminal() {
    Screen screen = screen(true);

    screen.progress("1 written");
    screen.progress("2 written");
    screen.line("done");

    assertThat(shown.toString(UTF_8))
        .isEqualTo("\r\033[K1 written\r\033[K2 written\r\033[Kdone%n".formatted());
  }

  private Screen screen(boolean terminal) {
    return new Screen(new PrintStream(shown, true, UTF_8), terminal, () -> now);
  }

  private List<String> lines() {
    return shown.toString(UTF_8).lines().toList();
  }

  private static List<String> alerts(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(id -> "alert " + id).toList();
  }
}
