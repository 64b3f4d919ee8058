package dev.potoroo.alerts.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * What the demo shows: lines that stay, and one of progress, which on a terminal is written over
 * and elsewhere comes once in a while. Of a flood of alerts it shows the first and counts the rest.
 */
final class Screen {
  static final int SHOWN_ALERTS = 20;
  private static final Duration BETWEEN_LINES_OF_PROGRESS = Duration.ofSeconds(5);

  /** To the beginning of the line, and clear it. */
  private static final String WIPE = "\r\033[K";

  private final PrintStream out;
  private final boolean terminal;
  private final InstantSource clock;
  private Instant lastProgress;
  private long left = SHOWN_ALERTS;
  private long more;

  /**
   * @param terminal whether a line can be written over
   */
  Screen(PrintStream out, boolean terminal, InstantSource clock) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
    lastProgress = clock.instant();
  }

  void line(String text) {
    out.println((terminal ? WIPE : "") + text);
  }

  void alerts(List<String> landed) {
    landed.stream().limit(left).forEach(this::line);
    more += Math.max(0, landed.size() - left);
    left -= Math.min(left, landed.size());
  }

  /** Says how many alerts were not shown, and shows all that come from now on. */
  void showAllAlerts() {
    if (more > 0) {
      line("... and %d more".formatted(more));
    }
    more = 0;
    left = Long.MAX_VALUE;
  }

  void progress(String text) {
    if (terminal) {
      out.print(WIPE + text);
      out.flush();
    } else if (Duration.between(lastProgress, clock.instant()).compareTo(BETWEEN_LINES_OF_PROGRESS)
        >= 0) {
      lastProgress = clock.instant();
      out.println(text);
    }
  }
}
