package dev.potoroo.transport;

import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Tells of strangers that are turned away, without a line in the log for each: anybody who may
 * connect can come as often as they like. The first is told at once, those of the next ten seconds
 * as a number. On the event loop only.
 */
public final class TurnedAway {

  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final EventExecutor eventLoop;
  private final Logger log;
  private final Duration interval;
  private boolean counting;
  private int more;

  /**
   * @param log where the lines go, as warnings
   */
  public TurnedAway(EventExecutor eventLoop, Logger log) {
    this(eventLoop, log, INTERVAL);
  }

  TurnedAway(EventExecutor eventLoop, Logger log, Duration interval) {
    this.eventLoop = eventLoop;
    this.log = log;
    this.interval = interval;
  }

  /**
   * One more.
   *
   * @param stranger its connection
   * @param who for people
   * @param reason as it was told the stranger
   */
  public void add(Channel stranger, Object who, String reason) {
    if (counting) {
      more++;
      return;
    }
    counting = true;
    SessionField.during(stranger, () -> log.warn("{} turned away: {}", who, reason));
    eventLoop.schedule(this::sumUp, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void sumUp() {
    counting = false;
    if (more > 0) {
      log.warn("{} more were turned away within {} s", more, interval.toSeconds());
      more = 0;
    }
  }
}
