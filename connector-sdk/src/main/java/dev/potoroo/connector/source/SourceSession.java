package dev.potoroo.connector.source;

import dev.potoroo.connector.HostAndPort;
import dev.potoroo.connector.connection.Connection;
import dev.potoroo.connector.connection.ConnectionListener;
import dev.potoroo.connector.connection.Dialer;
import dev.potoroo.connector.connection.Inbox;
import dev.potoroo.connector.connection.StopSwitch;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.session.ProtocolVersion;
import dev.potoroo.protocol.session.SenderSession;
import dev.potoroo.protocol.session.StreamState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session of a source with its application, from dialing to the end. The connector thread runs
 * it; the event loop only fills the inbox.
 */
final class SourceSession implements ConnectionListener {

  private static final Logger log = LoggerFactory.getLogger(SourceSession.class);

  /** Frames that wait for the connector thread before reading stops. */
  private static final int INBOX_LIMIT = 1000;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private final ReplayableSource source;
  private final SourceSettings settings;
  private final StopSwitch stop;
  private final Dialer dialer;
  private final Inbox<SourceEvent> inbox;
  private final SourceStreams streams;
  private final SenderSession session;
  private final Connection connection;
  private final SessionOutput output;

  private final ApplicationWatch watch;

  private boolean connected;
  private boolean exhausted;
  private long acknowledgedAt;
  private @Nullable SessionEnd end;

  SourceSession(
      ReplayableSource source,
      SourceSettings settings,
      StopSwitch stop,
      Dialer dialer,
      HostAndPort address) {
    this.source = source;
    this.settings = settings;
    this.stop = stop;
    this.dialer = dialer;
    this.streams = new SourceStreams(System::nanoTime, settings.refusalWait().toNanos());
    this.session = new SenderSession(ProtocolVersion.SOURCE, streams);
    this.inbox = new Inbox<>(INBOX_LIMIT, this::setReading);
    this.connection = dialer.dial(address, this);
    this.watch = new ApplicationWatch(address, settings.idleTimeout());
    this.output = new SessionOutput(session, streams, connection, settings.maxFrameLength());
  }

  /** Makes the connector thread look up. From any thread. */
  void wakeUp() {
    inbox.wakeUp();
  }

  /** Whether the application took anything in this session. */
  boolean hasProgressed() {
    return streams.hasProgressed();
  }

  /** Whether the application answered the greeting. */
  boolean isGreeted() {
    return streams.isGreeted();
  }

  /**
   * Runs the session to its end. The connection is closed, or closing, when this returns or throws.
   *
   * @param greeted called when the application has taken the session
   * @throws Exception what the source threw
   */
  SessionEnd run(Runnable greeted) throws Exception {
    try {
      SessionEnd before = connectAndGreet();
      if (before != null) {
        return before;
      }
      greeted.run();
      List<SourceStream> offered = source.streams();
      if (offered.isEmpty()) {
        throw new IllegalStateException("a source has at least one stream, got none");
      }
      offered.forEach(streams::add);
      return stream();
    } finally {
      session.disconnected();
      connection.close();
    }
  }

  /** Waits for the connection to be closed, so that its last frames are sent. */
  void awaitClosed() {
    connection.awaitClosed();
  }

  private @Nullable SessionEnd connectAndGreet() throws InterruptedException {
    while (!connected && end == null && !stop.isStopped()) {
      receive(LONGEST_WAIT);
    }
    if (connected && end == null) {
      connection.write(
          session.hello(settings.cookie(), settings.programName(), settings.instanceName()));
      connection.flush();
    }
    long deadline = System.nanoTime() + settings.handshakeTimeout().toNanos();
    while (!streams.isGreeted() && end == null && !stop.isStopped()) {
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      if (left.isNegative() || left.isZero()) {
        return new SessionEnd(
            SessionEnd.Kind.LOST,
            "no answer to the greeting within " + settings.handshakeTimeout().toMillis() + " ms");
      }
      receive(left);
    }
    return end == null && stop.isStopped() ? SessionEnd.stopped() : end;
  }

  private SessionEnd stream() throws Exception {
    Duration wait = Duration.ZERO;
    long stopDeadline = 0;
    while (true) {
      receive(wait);
      if (end == null && watch.isDue()) {
        end = watch.look(owed(), streams.settled());
      }
      if (end != null) {
        tellAcknowledgements();
        return end;
      }
      resumeOpened();
      announceDue();
      if (untilAcknowledgements().isZero()) {
        tellAcknowledgements();
      }
      if (stop.isStopped()) {
        stopDeadline = stopDeadline == 0 ? now() + settings.stopTimeout().toNanos() : stopDeadline;
        Duration left = Duration.ofNanos(stopDeadline - now());
        if (!streams.anyOutstanding() || left.isNegative()) {
          return stopStreaming();
        }
        wait = min(left, untilNextDue());
      } else if (exhausted && streams.allTerminated()) {
        tellAcknowledgements();
        return SessionEnd.finished();
      } else if (!exhausted && streams.anyOpen() && output.room() > 0) {
        poll();
        wait = Duration.ZERO;
      } else {
        wait = untilNextDue();
      }
    }
  }

  private @Nullable String owed() {
    String owed = session.owed();
    boolean starved = !exhausted && streams.anyOpen() && session.credits() == 0;
    return owed == null && starved ? "credits" : owed;
  }

  private SessionEnd stopStreaming() throws Exception {
    tellAcknowledgements();
    for (SourceStreams.Progress stream : streams.all()) {
      if (stream.lastSent.compareTo(stream.acknowledged) > 0) {
        stream.inStream(
            () ->
                log.warn(
                    "stopped before stream {} was acknowledged from {} to {} (option"
                        + " --stop-timeout): sent again at the next start",
                    stream.stream.name(),
                    stream.acknowledged,
                    stream.lastSent));
      }
    }
    return SessionEnd.stopped();
  }

  private void poll() throws Exception {
    boolean more = source.poll(output, min(settings.pollWait(), untilNextDue()));
    if (!more) {
      exhausted = true;
      for (SourceStreams.Progress stream : streams.all()) {
        if (stream.state == StreamState.OPEN) {
          output.endOfStream(stream.id);
        }
      }
    }
    connection.flush();
  }

  private void resumeOpened() throws Exception {
    for (SourceStreams.Opened opened : streams.takeOpened()) {
      opened.stream().inStream(() -> resume(opened.stream(), opened.point()));
      exhausted = false;
    }
  }

  private void resume(SourceStreams.Progress progress, PointOfReference asked) throws Exception {
    SourceStream stream = progress.stream;
    PointOfReference kept = stream.acknowledged();
    if (asked.compareTo(kept) < 0) {
      log.warn(
          "the application asks for stream {} from {}, which is acknowledged up to {} and kept no"
              + " longer: going on from there",
          stream.name(),
          asked,
          kept);
    }
    PointOfReference point = asked.max(kept);
    log.debug("stream {} goes on after {}", stream.name(), point);
    source.resume(progress.id, point);
  }

  private void announceDue() {
    for (SourceStreams.Progress stream : streams.all()) {
      if (stream.state == StreamState.START
          && stream.announceAt - now() <= 0
          && session.credits() > 0) {
        stream.state = StreamState.NOTIFY_SENT;
        SourceStream offered = stream.stream;
        connection.write(session.announce(stream.id, offered.name(), offered.acknowledged()));
      }
    }
    connection.flush();
  }

  private void tellAcknowledgements() throws Exception {
    acknowledgedAt = now();
    for (Map.Entry<StreamId, PointOfReference> point : streams.takeAcknowledgements().entrySet()) {
      StreamId id = point.getKey();
      streams.require(id).inStream(() -> source.acknowledged(id, point.getValue()));
    }
  }

  /** Zero when the source is to be told now; long when there is nothing to tell. */
  private Duration untilAcknowledgements() {
    if (!streams.hasAcknowledgements()) {
      return LONGEST_WAIT;
    }
    return until(acknowledgedAt + settings.acknowledgeInterval().toNanos());
  }

  private Duration untilNextDue() {
    Duration wait = min(untilAcknowledgements(), watch.interval());
    for (SourceStreams.Progress stream : streams.all()) {
      if (stream.state == StreamState.START && session.credits() > 0) {
        wait = min(wait, until(stream.announceAt));
      }
    }
    return wait;
  }

  private static long now() {
    return System.nanoTime();
  }

  private static Duration until(long nanoTime) {
    return Duration.ofNanos(Math.max(0, nanoTime - now()));
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  /** Takes all that has come; waits that long for the first. */
  private void receive(Duration wait) throws InterruptedException {
    dialer.requireAlive();
    SourceEvent event = inbox.take(wait);
    while (event != null && end == null) {
      if (event instanceof SourceEvent.Received received) {
        receive(received.frame());
      } else if (event instanceof SourceEvent.Lost lost) {
        end = new SessionEnd(SessionEnd.Kind.LOST, lost.reason());
      } else if (event instanceof SourceEvent.Failed failed) {
        end = new SessionEnd(SessionEnd.Kind.FAILED, failed.reason());
      } else {
        connected = true;
      }
      event = inbox.take(Duration.ZERO);
    }
  }

  private void receive(Frame frame) {
    watch.heard();
    try {
      session.receive(frame);
      end = streams.end();
    } catch (ProtocolException e) {
      connection.close(session.error(e.reason()));
      end = new SessionEnd(SessionEnd.Kind.FAILED, e.reason());
    }
  }

  private void setReading(boolean reading) {
    connection.setReading(reading);
  }

  @Override
  public void connected(Connection established) {
    tell(new SourceEvent.Connected());
  }

  @Override
  public void received(Connection from, Frame frame) {
    tell(new SourceEvent.Received(frame));
  }

  /** A source only sends: nobody waits for its answers. */
  @Override
  public boolean isBusy() {
    return false;
  }

  @Override
  public void writable(Connection again) {
    inbox.wakeUp();
  }

  @Override
  public void lost(Connection gone, String reason) {
    tell(new SourceEvent.Lost(reason));
  }

  @Override
  public void failed(Connection gone, String reason) {
    tell(new SourceEvent.Failed(reason));
  }

  private void tell(SourceEvent event) {
    inbox.add(event, 1);
    source.wakeUp();
  }
}
