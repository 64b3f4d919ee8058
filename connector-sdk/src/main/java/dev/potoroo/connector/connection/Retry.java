package dev.potoroo.connector.connection;

import dev.potoroo.transport.Backoff;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tries at one thing: how long to wait after a failed one, and whether its reason is worth a line
 * in the log. Not thread-safe.
 */
public final class Retry {

  private final Backoff backoff;
  private int failures;
  private @Nullable String lastReason;

  public Retry(Backoff backoff) {
    this.backoff = backoff;
  }

  /** A try has failed: how long to wait before the next. */
  public Duration failed() {
    failures++;
    return backoff.delay(failures);
  }

  /** Whether the reason is another than that of the last failure. */
  public boolean isNews(String reason) {
    boolean news = !reason.equals(lastReason);
    lastReason = reason;
    return news;
  }

  /** A try has gone well: the next failure is the first again. */
  public void succeeded() {
    failures = 0;
    lastReason = null;
  }
}
