package dev.potoroo.protocol.session;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.EndOfStream;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.FrameHandler;
import dev.potoroo.protocol.frame.FrameType;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.protocol.frame.Ok;
import dev.potoroo.protocol.frame.Restart;
import dev.potoroo.protocol.frame.SenderFrame;
import dev.potoroo.protocol.twophase.TwoPhaseMessage;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The end of one session that receives data: the application towards a source, or a sink's
 * connector.
 *
 * <p>{@link #receive} takes what the other end sent and tells the {@link Listener} what it means;
 * the methods {@link #accept}, {@link #open}, {@link #refuse} and {@link #takeAck} make the
 * answers, which the caller writes in the order made.
 *
 * <p>Kept here: a message comes only on an open stream and within the credits; each message is
 * handed on once, for an id at or below the last one seen is dropped; a stream of which nothing is
 * done is left out of ACKs, since Wallaroo's client takes 2^64-1 in an ACK for a position.
 *
 * <p>Not thread-safe: one thread at a time. Source: docs/protocol.md, "Sessions" and "Streams".
 */
public final class ReceiverSession extends Session {

  /**
   * What the other end's frames mean. Called from within {@link ReceiverSession#receive}, each time
   * after the state has changed, so that the session may be used from here. An exception from here
   * goes to the caller of {@code receive} and leaves the session in state ERROR.
   */
  public interface Listener {
    /** HELLO was good: call {@link ReceiverSession#accept} as soon as data may come. */
    void greeted(Hello hello, ProtocolVersion version);

    /** Answer with {@link ReceiverSession#open} or {@link ReceiverSession#refuse}, now or later. */
    void streamAnnounced(StreamId stream, String name, PointOfReference senderPoint);

    /** A message that was not there before, on an open stream. */
    void message(Message message);

    /**
     * No message follows on the stream. When everything on it is done call {@link
     * ReceiverSession#terminate}.
     */
    void streamEnded(StreamId stream);

    /** A request of the application; only with {@link ProtocolVersion#SINK_TWO_PHASE}. */
    void control(TwoPhaseMessage message);

    /** Write this: an answer that the session gives of itself. */
    void reply(NotifyAck frame);

    /** The other end gave up on this session; {@code text} says why. */
    void failed(String text);
  }

  /**
   * What one session may take.
   *
   * @param maxCredits messages that may be under way, from 1 up. Wallaroo's Python client needs one
   *     for each stream that it opens at once, or it never sends anything
   * @param refillCredits a refill is due when no more credits than this are left, below {@code
   *     maxCredits}
   * @param maxStreams streams that may be announced or open at one time, from 1 up; as many NOTIFY
   *     frames may come without a credit
   */
  public record Limits(int maxCredits, int refillCredits, int maxStreams) {
    public Limits {
      if (maxStreams < 1) {
        throw new IllegalArgumentException("expected at least 1 stream, got " + maxStreams);
      }
      new CreditWindow(maxCredits, refillCredits, maxStreams);
    }
  }

  /** Wallaroo's application takes a sink that grants less for a broken one. */
  private static final int LEAST_TWO_PHASE_CREDITS = 2;

  private final Admission admission;
  private final Listener listener;
  private final CreditWindow window;
  private final IncomingStreams streams;
  private final Incoming incoming = new Incoming();
  private @Nullable ProtocolVersion version;

  /**
   * @param versions what HELLO may ask for
   * @param cookie what HELLO must bring; compared in constant time
   */
  public ReceiverSession(
      Set<ProtocolVersion> versions, String cookie, Limits limits, Listener listener) {
    this.admission = new Admission(versions, cookie);
    this.listener = listener;
    this.window =
        new CreditWindow(limits.maxCredits(), limits.refillCredits(), limits.maxStreams());
    this.streams = new IncomingStreams(limits.maxStreams());
  }

  /** {@link StreamState#START} for a stream that is not here, or was terminated. */
  public StreamState streamState(StreamId stream) {
    return streams.state(stream);
  }

  /**
   * From the next grant on, the first one included, so many messages may be under way, and a refill
   * is due where it would be by proportion.
   *
   * @param credits from 1 to {@link Limits#maxCredits}
   */
  public void limitCredits(int credits) {
    window.resize(credits);
  }

  /** Takes the session that was greeted: from HANDSHAKE to STREAMING. */
  public Ok accept() {
    requireState(SessionState.HANDSHAKE);
    enter(SessionState.STREAMING);
    int credits = window.refill();
    return new Ok(hasControlStream() ? Math.max(credits, LEAST_TWO_PHASE_CREDITS) : credits);
  }

  /**
   * Opens an announced stream; not before {@link #accept}.
   *
   * @param point what is done already; the other end goes on after it
   */
  public NotifyAck open(StreamId stream, PointOfReference point) {
    requireState(SessionState.STREAMING);
    streams.open(stream, point);
    return new NotifyAck(true, stream, point);
  }

  /**
   * Refuses an announced stream: it is in use elsewhere. Not before {@link #accept}. Wallaroo's
   * Python client asks again after the next ACK, so send one when the id is free, with nothing in
   * it if {@link #takeAck} has nothing to say.
   */
  public NotifyAck refuse(StreamId stream) {
    requireState(SessionState.STREAMING);
    streams.refuse(stream);
    return new NotifyAck(false, stream, PointOfReference.NEVER);
  }

  /**
   * Everything on the stream up to {@code point} is done: the next {@link #takeAck} says so. Does
   * nothing when that is no news, or the stream is gone.
   *
   * @throws IllegalArgumentException when no message of that id, nor a higher one, has been seen:
   *     the other end would give up on such an ack
   * @throws IllegalStateException with {@link ProtocolVersion#SINK_TWO_PHASE}, where a sink
   *     acknowledges by its vote
   */
  public void acknowledge(StreamId stream, PointOfReference point) {
    if (hasControlStream()) {
      throw new IllegalStateException("a two-phase session has no acks but the answer to EOS");
    }
    streams.acknowledge(stream, point);
  }

  /**
   * Everything on an ended stream is done: the next {@link #takeAck} answers the EOS_MESSAGE. The
   * id is free from now on.
   */
  public void terminate(StreamId stream) {
    streams.terminate(stream, version != null && version.acknowledgesNever());
  }

  /** Whether so many credits are used that the other end should get new ones. */
  public boolean isRefillDue() {
    return state() == SessionState.STREAMING && window.isRefillDue();
  }

  /**
   * The ACK to write now, or null when there is nothing to say, or nobody to say it to.
   *
   * @param refill whether to fill the other end's credits up again
   */
  public @Nullable Ack takeAck(boolean refill) {
    if (state() != SessionState.STREAMING) {
      return null;
    }
    int credits = refill ? window.refill() : 0;
    return credits == 0 && !streams.hasAcks() ? null : new Ack(credits, streams.takeAcks());
  }

  /**
   * An ACK that grants nothing and names no stream: it tells the other end, while it waits, that
   * this end lives. Not before {@link #accept}.
   *
   * @throws IllegalStateException with {@link ProtocolVersion#SINK_TWO_PHASE}, where Wallaroo takes
   *     any ACK amiss
   */
  public Ack signOfLife() {
    requireState(SessionState.STREAMING);
    if (hasControlStream()) {
      throw new IllegalStateException("a two-phase session has no acks but the answer to EOS");
    }
    return new Ack(0, List.of());
  }

  /** An answer of a sink in a two-phase commit; not before {@link #accept}. */
  public Message control(TwoPhaseMessage message) {
    requireState(SessionState.STREAMING);
    if (!hasControlStream()) {
      throw new IllegalStateException("there is no stream 0 in this session");
    }
    if (message.type().isFromApplication()) {
      throw new IllegalArgumentException(message.type() + " is for the application to send");
    }
    return message.toMessage();
  }

  /** Ends the session: the other end dials again, at {@code address} if that is not empty. */
  public Restart restart(String address) {
    Restart frame = new Restart(address);
    disconnected();
    return frame;
  }

  @Override
  boolean isForThisEnd(Frame frame) {
    return frame instanceof SenderFrame;
  }

  @Override
  FrameHandler incoming() {
    return incoming;
  }

  @Override
  void dropStreams() {
    streams.clear();
  }

  private boolean hasControlStream() {
    return version != null && version.hasControlStream();
  }

  /** Answers to the frames of the other end. */
  private final class Incoming implements FrameHandler {

    @Override
    public void hello(Hello frame) {
      if (state() != SessionState.CONNECTED) {
        throw unexpected(FrameType.HELLO);
      }
      ProtocolVersion admitted = admission.admit(frame);
      version = admitted;
      enter(SessionState.HANDSHAKE);
      listener.greeted(frame, admitted);
    }

    @Override
    public void notify(Notify frame) {
      StreamId id = frame.streamId();
      ProtocolVersion greeted = requireGreeting(FrameType.NOTIFY);
      if (greeted.hasControlStream() && id.equals(StreamId.CONTROL)) {
        throw new ProtocolException("Unexpected frame: NOTIFY of stream 0, which is always there");
      }
      if (greeted.usesCredits()) {
        window.useForNotify();
      }
      if (streams.contains(id)) {
        requireStreaming(FrameType.NOTIFY);
        listener.reply(new NotifyAck(false, id, frame.pointOfReference()));
      } else {
        streams.announced(id);
        listener.streamAnnounced(id, frame.streamName(), frame.pointOfReference());
      }
    }

    @Override
    public void message(Message frame) {
      ProtocolVersion greeted = requireGreeting(FrameType.MESSAGE);
      if (greeted.hasControlStream() && frame.streamId().equals(StreamId.CONTROL)) {
        control(TwoPhaseMessage.of(frame));
        return;
      }
      boolean news = streams.receive(frame.streamId(), frame.messageId());
      if (greeted.usesCredits()) {
        window.useFor(frame);
      }
      if (news) {
        listener.message(frame);
      }
    }

    private void control(TwoPhaseMessage message) {
      if (!message.type().isFromApplication()) {
        throw new ProtocolException("Unexpected message from an application: " + message.type());
      }
      listener.control(message);
    }

    @Override
    public void endOfStream(EndOfStream frame) {
      requireStreaming(FrameType.EOS_MESSAGE);
      streams.ended(frame.streamId());
      listener.streamEnded(frame.streamId());
    }

    @Override
    public void error(ErrorFrame frame) {
      fail();
      listener.failed(frame.text());
    }

    /** Wallaroo writes HELLO, NOTIFY and LIST_UNCOMMITTED together towards a sink. */
    private ProtocolVersion requireGreeting(FrameType type) {
      ProtocolVersion greeted = version;
      if (greeted == null) {
        throw unexpected(type);
      }
      if (!greeted.hasControlStream()) {
        requireStreaming(type);
      }
      return greeted;
    }

    @Override
    public void ok(Ok frame) {
      throw unexpected(FrameType.OK);
    }

    @Override
    public void notifyAck(NotifyAck frame) {
      throw unexpected(FrameType.NOTIFY_ACK);
    }

    @Override
    public void ack(Ack frame) {
      throw unexpected(FrameType.ACK);
    }

    @Override
    public void restart(Restart frame) {
      throw unexpected(FrameType.RESTART);
    }
  }
}
