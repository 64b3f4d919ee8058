package dev.potoroo.connector.source;

import dev.potoroo.connector.HostAndPort;
import dev.potoroo.connector.RetryableException;
import dev.potoroo.connector.connection.Dialer;
import dev.potoroo.connector.connection.EventLoop;
import dev.potoroo.connector.connection.Retry;
import dev.potoroo.connector.connection.StopSwitch;
import dev.potoroo.protocol.Printable;
import dev.potoroo.transport.LogField;
import dev.potoroo.transport.TlsDialer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link ReplayableSource} against an application: dials it, greets it, announces the
 * streams, sends what the source has within the credits, and tells the source what is durable.
 *
 * <p>What it promises, whichever process is killed and whenever:
 *
 * <ul>
 *   <li>{@link ReplayableSource#acknowledged} names only points that the application acknowledged
 *       in an ACK frame.
 *   <li>A stream goes on only from the point in the application's NOTIFY_ACK, in each session anew,
 *       so what was sent and not acknowledged is sent again.
 *   <li>Messages of a stream go out in the order of their ids, none without a credit. What waits
 *       for the network is bounded: beyond about 1 MiB the source is not polled.
 * </ul>
 *
 * <p>A lost connection, an ERROR, and a {@link RetryableException} of the source are waited out
 * with back-off, for as long as it takes. A RESTART is followed to its address; when nobody answers
 * there, the address of the settings is next.
 */
public final class SourceRunner {

  private static final Logger log = LoggerFactory.getLogger(SourceRunner.class);

  private final ReplayableSource source;
  private final SourceSettings settings;
  private final StopSwitch stop = new StopSwitch();
  private final AtomicBoolean started = new AtomicBoolean();
  private final Retry reachApplication;
  private final Retry openSource;

  private volatile @Nullable SourceSession session;
  private HostAndPort address;
  private boolean connectionLogged;

  public SourceRunner(ReplayableSource source, SourceSettings settings) {
    this.source = source;
    this.settings = settings;
    this.address = settings.application();
    this.reachApplication = new Retry(settings.backoff());
    this.openSource = new Retry(settings.backoff());
  }

  /**
   * Runs until the source is at its end and all is acknowledged, or {@link #stop} is called. The
   * calling thread becomes the connector thread: every method of the source is called from it (but
   * for {@link ReplayableSource#wakeUp}). Call it once.
   *
   * @throws Exception what the source threw and no later try can mend; an {@link
   *     IllegalArgumentException} for a message over the frame length limit, an {@link
   *     java.io.IOException} for a TLS file that cannot be used at the start, an {@link
   *     IllegalStateException} when the network thread cannot go on
   */
  public void run() throws Exception {
    if (started.getAndSet(true)) {
      throw new IllegalStateException("a runner runs once");
    }
    LogField.CONNECTOR.during(settings.instanceName(), this::dialAndServe);
  }

  private void dialAndServe() throws Exception {
    try (EventLoop loop = new EventLoop(settings.instanceName())) {
      Dialer dialer =
          new Dialer(
              loop,
              settings.maxFrameLength(),
              settings.connectTimeout(),
              settings.idleTimeout(),
              TlsDialer.of(settings.tls()));
      while (!stop.isStopped() && !openAndServe(dialer)) {
        stop.pause(openSource.failed());
      }
    }
  }

  /**
   * Makes {@link #run} return: the source is not polled any more, and once what was sent is
   * acknowledged, or the stop time-out is over, all is closed. From any thread; does not wait; more
   * calls do nothing.
   */
  public void stop() {
    stop.stop();
    source.wakeUp();
    SourceSession running = session;
    if (running != null) {
      running.wakeUp();
    }
  }

  /**
   * @return whether the work is done; otherwise the source is to be opened again
   */
  private boolean openAndServe(Dialer dialer) throws Exception {
    try (source) {
      source.open();
      serve(dialer);
      return true;
    } catch (RetryableException e) {
      if (openSource.isNews(String.valueOf(e.getMessage()))) {
        log.warn("{}; trying again until it works", e.getMessage());
      }
      return false;
    }
  }

  /** Session after session, until the source is at its end or {@link #stop}. */
  private void serve(Dialer dialer) throws Exception {
    while (!stop.isStopped()) {
      SessionEnd end = LogField.SESSION.asking(address.toString(), () -> runSession(dialer));
      if (end.isLast()) {
        log.info(
            end.kind() == SessionEnd.Kind.FINISHED
                ? "all streams have ended and are acknowledged"
                : "stopped");
        return;
      }
    }
  }

  /** One session, and the pause after it. */
  private SessionEnd runSession(Dialer dialer) throws Exception {
    SourceSession next = new SourceSession(source, settings, stop, dialer, address);
    session = next;
    long began = System.nanoTime();
    SessionEnd end;
    try {
      end = next.run(this::logConnected);
    } finally {
      session = null;
      long lasted = System.nanoTime() - began;
      if (next.hasProgressed()
          || (next.isGreeted() && lasted > settings.backoff().max().toNanos())) {
        reachApplication.succeeded();
        openSource.succeeded();
      }
    }
    if (end.isLast()) {
      next.awaitClosed();
    } else {
      waitOrStop(end, next.isGreeted());
    }
    return end;
  }

  private void waitOrStop(SessionEnd end, boolean greeted) throws InterruptedException {
    if (stop.isStopped()) {
      log.info("stopped; the session had ended before: {}", Printable.of(end.text()));
    } else {
      stop.pause(afterEnd(end, greeted));
    }
  }

  /** Logs why a session ended, once for each reason, and tells how long to wait. */
  private Duration afterEnd(SessionEnd end, boolean greeted) {
    if (end.kind() == SessionEnd.Kind.MOVED) {
      follow(end.text());
      return reachApplication.failed();
    }
    if (reachApplication.isNews(end.kind() + end.text())) {
      connectionLogged = false;
      if (end.kind() == SessionEnd.Kind.REFUSED) {
        log.warn(
            "the application at {} refuses this connector: {}; trying again until it does not",
            address,
            end.text());
      } else if (end.kind() == SessionEnd.Kind.FAILED) {
        log.warn("the session with the application at {} failed: {}", address, end.text());
      } else if (greeted) {
        log.warn("lost the application at {}: {}; dialing again", address, end.text());
      } else {
        log.info("waiting for the application at {}: {}", address, end.text());
      }
    }
    if (!greeted) {
      address = settings.application();
    }
    return end.kind() == SessionEnd.Kind.REFUSED
        ? settings.backoff().longest()
        : reachApplication.failed();
  }

  private void follow(String restartAddress) {
    try {
      address =
          restartAddress.isEmpty() ? settings.application() : HostAndPort.parse(restartAddress);
      log.info("the application asks to begin again at {}", address);
    } catch (IllegalArgumentException e) {
      log.warn(
          "the application sent RESTART with an address that cannot be used: {}; staying with {}",
          e.getMessage(),
          address);
    }
    connectionLogged = false;
  }

  private void logConnected() {
    if (!connectionLogged) {
      connectionLogged = true;
      log.info("connected to the application at {}", address);
    }
  }
}
