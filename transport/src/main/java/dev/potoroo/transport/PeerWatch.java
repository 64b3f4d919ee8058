package dev.potoroo.transport;

import dev.potoroo.protocol.frame.FrameDecoder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a peer that never closes and never answers. Silence alone is no fault: a peer may have
 * nothing to say for days. It is one when the peer owes something, be it what the session says, the
 * rest of a frame, or to take the bytes that were sent to it; then a whole frame has to come within
 * the idle time-out.
 *
 * <p>The other way round, it shows a waiting peer that this end lives, so that the peer does not
 * take patience for death. A peer that shows this and settles nothing is kept, and the log says so
 * now and then.
 *
 * <p>Goes into the channel before the {@link FrameDecoder} and the encoder, where it is not called
 * for each frame. Calls its session on the event loop.
 */
public final class PeerWatch extends ChannelDuplexHandler {

  /**
   * How often this end shows that it lives while the peer waits; more often where its own idle
   * time-out is below 15 s, as the peer's is likely to be, too.
   */
  private static final Duration LONGEST_QUIET = Duration.ofSeconds(5);

  /** What is said over the connection. */
  public interface Session {

    /** What the peer owes, as in "it owed ..."; null for nothing. */
    @Nullable String owed();

    /** Another number than before when the peer has settled some of what it owed. */
    long settled();

    /** Whether the peer waits for this end, which has no answer yet. */
    boolean owes();

    /** Sends a frame that says nothing but that this end lives. */
    void reassure();
  }

  private static final Logger log = LoggerFactory.getLogger(PeerWatch.class);

  private final FrameDecoder decoder;
  private final Session session;
  private final Consumer<String> giveUp;
  private final Duration idleTimeout;
  private final Duration interval;
  private final WaitingTime silence;
  private final WaitingTime stall;
  private final Reminder stallReminder;
  private final WaitingTime quiet;
  private final Duration longestQuiet;
  private long received;
  private long settled;
  private long unsentBytes;
  private @Nullable Future<?> timer;

  /**
   * @param decoder of the channel
   * @param session named by its {@code toString} in the log
   * @param giveUp is to close the connection; is given the reason, for people
   * @param idleTimeout how long a peer may owe something without a frame; zero for ever
   */
  public PeerWatch(
      FrameDecoder decoder, Session session, Consumer<String> giveUp, Duration idleTimeout) {
    this.decoder = decoder;
    this.session = session;
    this.giveUp = giveUp;
    this.idleTimeout = idleTimeout;
    this.interval = WaitingTime.intervalFor(idleTimeout);
    this.silence = new WaitingTime(interval);
    this.stall = new WaitingTime(interval);
    this.stallReminder = new Reminder(idleTimeout);
    this.quiet = new WaitingTime(interval);
    Duration third = idleTimeout.dividedBy(3);
    this.longestQuiet =
        idleTimeout.isZero() || third.compareTo(LONGEST_QUIET) > 0 ? LONGEST_QUIET : third;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    timer =
        context
            .executor()
            .scheduleAtFixedRate(
                () -> lookOrFail(context),
                interval.toNanos(),
                interval.toNanos(),
                TimeUnit.NANOSECONDS);
    context.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (timer != null) {
      timer.cancel(false);
    }
    context.fireChannelInactive();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    quiet.restart();
    context.write(message, promise);
  }

  /** A task's failure would go unseen, and so would silence from then on. */
  private void lookOrFail(ChannelHandlerContext context) {
    SessionField.during(
        context.channel(),
        () -> {
          try {
            look(context);
          } catch (Throwable e) {
            context.fireExceptionCaught(e);
          }
        });
  }

  private void look(ChannelHandlerContext context) {
    noteFrames();
    String owed = owed(context);
    Duration silent = silence.look(owed != null);
    if (owed != null && !idleTimeout.isZero() && silent.compareTo(idleTimeout) >= 0) {
      giveUp.accept(describe(silent, owed));
      return;
    }
    remindOfStall(owed);
    if (quiet.look(session.owes()).compareTo(longestQuiet) >= 0 && context.channel().isWritable()) {
      session.reassure();
    }
  }

  private void noteFrames() {
    if (decoder.decoded() != received) {
      received = decoder.decoded();
      silence.restart();
    }
  }

  /** For a log: how long the peer was silent, and what it owed. */
  public static String describe(Duration silent, String owed) {
    return "silent for "
        + silent.toSeconds()
        + " s while it owed "
        + owed
        + " (option --idle-timeout)";
  }

  private void remindOfStall(@Nullable String owed) {
    long now = session.settled();
    if (now != settled) {
      settled = now;
      stall.restart();
    }
    Duration stalled = stall.look(owed != null);
    if (owed != null && stallReminder.isDue(stalled)) {
      log.warn("{}: no progress for {} s, waiting for {}", session, stalled.toSeconds(), owed);
    }
  }

  private @Nullable String owed(ChannelHandlerContext context) {
    boolean stuck = hasStuckBytes(context);
    String owed = session.owed();
    if (owed != null) {
      return owed;
    }
    if (stuck) {
      return "to read " + unsentBytes + " bytes that wait for it";
    }
    boolean reading = context.channel().config().isAutoRead();
    return reading && decoder.isWithinFrame() ? "the rest of a frame" : null;
  }

  /** Whether there are bytes to send, and no fewer than at the last look. */
  private boolean hasStuckBytes(ChannelHandlerContext context) {
    ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
    long before = unsentBytes;
    unsentBytes = buffer == null ? 0 : buffer.totalPendingWriteBytes();
    return before > 0 && unsentBytes >= before;
  }
}
