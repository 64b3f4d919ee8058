package dev.potoroo.connector.sink;

import dev.potoroo.connector.HostAndPort;
import dev.potoroo.connector.RetryableException;
import dev.potoroo.connector.connection.Acceptor;
import dev.potoroo.connector.connection.EventLoop;
import dev.potoroo.connector.connection.Retry;
import dev.potoroo.connector.connection.StopSwitch;
import dev.potoroo.transport.LogField;
import dev.potoroo.transport.TlsListener;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link TransactionalSink} for the applications that dial it: greets them, answers each
 * stream with its high-water mark, hands batches to the sink and acknowledges what is durable.
 *
 * <p>What it promises, whichever process is killed and whenever:
 *
 * <ul>
 *   <li>A message is acknowledged only after the {@link TransactionalSink#write} that had it has
 *       returned.
 *   <li>Each message is written at most once: in one session an id comes to the sink once, and each
 *       write names the mark that this session last saw.
 *   <li>A lone message is written at once; what comes while the sink writes makes the next batch.
 *   <li>Memory is bounded by credits in messages, and in bytes by the settings.
 * </ul>
 *
 * <p>While the sink cannot be opened, applications may connect and get their OK when it can. A
 * newer session of an application supersedes the older.
 */
public final class SinkRunner {

  private static final Logger log = LoggerFactory.getLogger(SinkRunner.class);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private final TransactionalSink sink;
  private final SinkSettings settings;
  private final StopSwitch stop = new StopSwitch();
  private final AtomicBoolean started = new AtomicBoolean();
  private final CompletableFuture<HostAndPort> listening = new CompletableFuture<>();
  private final SinkInbox inbox;
  private final SinkSessions sessions;
  private final Retry openSink;

  private volatile @Nullable Acceptor acceptor;

  /** Between open and close of the sink. */
  private boolean opened;

  private long openAt = System.nanoTime();

  public SinkRunner(TransactionalSink sink, SinkSettings settings) {
    this.sink = sink;
    this.settings = settings;
    this.inbox = new SinkInbox(settings.maxPendingBytes(), this::setReading);
    this.sessions = new SinkSessions(settings);
    this.openSink = new Retry(settings.backoff());
  }

  /**
   * Listens and runs until {@link #stop}. The calling thread becomes the connector thread: every
   * method of the sink is called from it. Call it once.
   *
   * @throws IOException when the address cannot be listened on, or a TLS file cannot be used; the
   *     text names it
   * @throws IllegalStateException when the network thread cannot go on
   * @throws Exception what the sink threw and no later try can mend; nothing of the last batch was
   *     acknowledged
   */
  public void run() throws Exception {
    if (started.getAndSet(true)) {
      throw new IllegalStateException("a runner runs once");
    }
    LogField.CONNECTOR.during(settings.name(), this::listenAndServe);
  }

  private void listenAndServe() throws Exception {
    try (EventLoop loop = new EventLoop(settings.name())) {
      Acceptor listener =
          Acceptor.listen(
              loop,
              settings.listen(),
              new Acceptor.Limits(
                  settings.maxFrameLength(),
                  settings.maxConnections(),
                  settings.handshakeTimeout(),
                  settings.idleTimeout()),
              TlsListener.of(settings.tls()),
              inbox);
      acceptor = listener;
      log.info("listening on {}", listener.address());
      listening.complete(listener.address());
      serve(listener, loop);
    } catch (Throwable e) {
      listening.completeExceptionally(e);
      throw e;
    }
  }

  /**
   * The address that is listened on, with the real port. Completed once {@link #run} has it; with
   * the failure when it cannot have it.
   */
  public CompletableFuture<HostAndPort> listening() {
    return listening.copy();
  }

  /**
   * Makes {@link #run} return: nothing more is read, what was accepted is written and acknowledged,
   * and all is closed. From any thread; does not wait; more calls do nothing.
   */
  public void stop() {
    stop.stop();
    inbox.wakeUp();
  }

  private void serve(Acceptor listener, EventLoop network) throws Exception {
    List<SinkSession> ended = List.of();
    try {
      while (!stop.isStopped()) {
        network.requireAlive();
        round(untilNextTry());
      }
      listener.stop();
      finish();
      ended = sessions.closeAll();
      log.info("stopped");
    } catch (Exception | Error e) {
      listener.stop();
      ended = sessions.endAll("The sink has failed and ends; its log says why");
      throw e;
    } finally {
      closeSink();
      ended.forEach(SinkSession::awaitClosed);
    }
  }

  /** Writes what has been accepted, for as long as the settings allow. */
  private void finish() throws Exception {
    long deadline = System.nanoTime() + settings.stopTimeout().toNanos();
    boolean more = opened;
    while (more && System.nanoTime() - deadline < 0) {
      more = round(Duration.ZERO) && opened;
    }
    if (more) {
      log.warn(
          "stopped after {} ms with messages not written (option --stop-timeout): the application"
              + " sends them again",
          settings.stopTimeout().toMillis());
    }
  }

  /**
   * Opens the sink where it has to be, takes what has come, writes and answers it.
   *
   * @param wait how long to wait for something to come
   * @return whether anything came
   */
  private boolean round(Duration wait) throws Exception {
    try {
      if (!opened && System.nanoTime() - openAt >= 0) {
        open();
      }
      Set<SinkSession> touched = receive(wait);
      if (opened) {
        for (SinkSession session : touched) {
          session.inSession(
              () -> {
                write(session);
                session.answer();
              });
        }
      }
      return !touched.isEmpty();
    } catch (RetryableException e) {
      retreat(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void open() throws Exception {
    opened = true; // from here on it is to be closed, even when the next line fails
    sink.open();
    for (SinkSession session : sessions.all()) {
      if (session.isWaiting()) {
        session.accept();
      }
    }
  }

  private void write(SinkSession session) throws Exception {
    SinkBatch batch = session.takeBatch();
    if (batch == null) {
      return;
    }
    try {
      sink.write(batch);
      session.written(batch);
      openSink.succeeded();
    } catch (SupersededException e) {
      sessions.fail(session, "Superseded: " + e.getMessage());
    }
  }

  /** The sink cannot be used just now: applications come back when it can. */
  private void retreat(String reason) {
    if (openSink.isNews(reason)) {
      log.warn("{}; trying again until it works", reason);
    }
    sessions.endStreaming("The sink has to wait: " + reason);
    closeSink();
    openAt = System.nanoTime() + openSink.failed().toNanos();
  }

  private void closeSink() {
    if (opened) {
      opened = false;
      sink.close();
    }
  }

  /**
   * Takes what has come, up to a batch; waits that long for the first.
   *
   * @return sessions that may have something to write or to answer
   */
  private Set<SinkSession> receive(Duration wait) throws Exception {
    Set<SinkSession> touched = new LinkedHashSet<>();
    int messages = 0;
    long bytes = 0;
    SinkEvent event = inbox.take(wait);
    while (event != null) {
      SinkSession session = sessions.handle(event);
      if (session != null) {
        touched.add(session);
        greetAndOpen(session);
      }
      messages++;
      if (event instanceof SinkEvent.Received received) {
        bytes += received.payloadBytes();
      }
      if (messages >= settings.maxBatchMessages() || bytes >= settings.maxBatchBytes()) {
        break;
      }
      event = inbox.take(Duration.ZERO);
    }
    touched.removeIf(SinkSession::isOver);
    return touched;
  }

  private void greetAndOpen(SinkSession session) throws Exception {
    if (!opened) {
      return;
    }
    if (session.isWaiting()) {
      session.accept();
    }
    for (SinkStream stream : session.takeAnnounced()) {
      session.inStream(stream, () -> session.open(stream, sink.highWaterMark(stream)));
    }
  }

  private Duration untilNextTry() {
    if (opened) {
      return LONGEST_WAIT;
    }
    Duration left = Duration.ofNanos(Math.max(0, openAt - System.nanoTime()));
    return left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT;
  }

  private void setReading(boolean reading) {
    Acceptor listener = acceptor;
    if (listener != null) {
      listener.setReading(reading);
    }
  }
}
