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
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
 * <p>Not thread-safe: one thread at a time.
 */
public final class ReceiverSession {

  /** What the other end's frames mean. Called from within {@link ReceiverSession#receive}. */
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
   * @param maxCredits messages that may be under way, from 1 up
   * @param refillCredits a refill is due when no more credits than this are left, below {@code
   *     maxCredits}
   * @param maxStreams streams that may be announced or open at one time, from 1 up
   */
  public record Limits(int maxCredits, int refillCredits, int maxStreams) {
    public Limits {
      new CreditWindow(maxCredits, refillCredits);
      if (maxStreams < 1) {
        throw new IllegalArgumentException("expected at least 1 stream, got " + maxStreams);
      }
    }
  }

  private static final class Stream {
    StreamState state = StreamState.NOTIFY_SENT;
    PointOfReference lastSeen = PointOfReference.NEVER;
    PointOfReference acknowledged = PointOfReference.NEVER;
  }

  private final Set<ProtocolVersion> versions;
  private final byte[] cookie;
  private final Limits limits;
  private final Listener listener;
  private final CreditWindow window;
  private final Map<StreamId, Stream> streams = new HashMap<>();
  private final Map<StreamId, PointOfReference> pendingAcks = new LinkedHashMap<>();
  private final Incoming incoming = new Incoming();
  private SessionState state = SessionState.CONNECTED;
  private @Nullable ProtocolVersion version;

  /**
   * @param versions what HELLO may ask for
   * @param cookie what HELLO must bring; compared in constant time
   */
  public ReceiverSession(
      Set<ProtocolVersion> versions, String cookie, Limits limits, Listener listener) {
    this.versions = Set.copyOf(versions);
    this.cookie = cookie.getBytes(StandardCharsets.UTF_8);
    this.limits = limits;
    this.listener = listener;
    this.window = new CreditWindow(limits.maxCredits(), limits.refillCredits());
  }

  public SessionState state() {
    return state;
  }

  /** {@link StreamState#START} for a stream that is not here, or was terminated. */
  public StreamState streamState(StreamId stream) {
    Stream known = streams.get(stream);
    return known == null ? StreamState.START : known.state;
  }

  /** Takes the session that was greeted: from HANDSHAKE to STREAMING. */
  public Ok accept() {
    if (state != SessionState.HANDSHAKE) {
      throw new IllegalStateException("session is " + state + ", expected HANDSHAKE");
    }
    state = SessionState.STREAMING;
    return new Ok(window.refill());
  }

  /**
   * Opens an announced stream.
   *
   * @param point what is done already; the other end goes on after it
   */
  public NotifyAck open(StreamId stream, PointOfReference point) {
    Stream announced = requireStream(stream, StreamState.NOTIFY_SENT);
    announced.state = StreamState.OPEN;
    announced.lastSeen = point;
    announced.acknowledged = point;
    return new NotifyAck(true, stream, point);
  }

  /** Refuses an announced stream: it is in use elsewhere. */
  public NotifyAck refuse(StreamId stream) {
    requireStream(stream, StreamState.NOTIFY_SENT);
    streams.remove(stream);
    return new NotifyAck(false, stream, PointOfReference.NEVER);
  }

  /**
   * Everything on the stream up to {@code point} is done: the next {@link #takeAck} says so. Does
   * nothing when that is no news, or the stream is gone.
   */
  public void acknowledge(StreamId stream, PointOfReference point) {
    Stream open = streams.get(stream);
    if (open != null && point.compareTo(open.acknowledged) > 0) {
      open.acknowledged = point;
      pendingAcks.put(stream, point);
    }
  }

  /** Everything on an ended stream is done: the next {@link #takeAck} answers the EOS_MESSAGE. */
  public void terminate(StreamId stream) {
    Stream closed = requireStream(stream, StreamState.CLOSED);
    streams.remove(stream);
    if (!closed.lastSeen.isNever() || version == ProtocolVersion.SINK_DIRECT) {
      pendingAcks.put(stream, closed.lastSeen);
    }
  }

  /** Whether so many credits are used that the other end should get new ones. */
  public boolean isRefillDue() {
    return window.isRefillDue();
  }

  /**
   * The ACK to write now, or null when there is nothing to say.
   *
   * @param refill whether to fill the other end's credits up again
   */
  public @Nullable Ack takeAck(boolean refill) {
    int credits = refill ? window.refill() : 0;
    if (credits == 0 && pendingAcks.isEmpty()) {
      return null;
    }
    List<Ack.StreamAck> acks = new ArrayList<>(pendingAcks.size());
    pendingAcks.forEach((stream, point) -> acks.add(new Ack.StreamAck(stream, point)));
    pendingAcks.clear();
    return new Ack(credits, acks);
  }

  /** An answer of a sink in a two-phase commit. */
  public Message control(TwoPhaseMessage message) {
    if (version == null || !version.hasControlStream()) {
      throw new IllegalStateException("there is no stream 0 in this session");
    }
    if (SenderSession.isFromApplication(message)) {
      throw new IllegalArgumentException(message.type() + " is for the application to send");
    }
    return message.toMessage();
  }

  /** Ends the session: the other end dials again, at {@code address} if that is not empty. */
  public Restart restart(String address) {
    disconnected();
    return new Restart(address);
  }

  /** Gives up on the session: write this, close the connection, let the text arrive. */
  public ErrorFrame error(String text) {
    state = SessionState.ERROR;
    return new ErrorFrame(text);
  }

  /** The connection is gone, and with it every stream of this session. */
  public void disconnected() {
    state = SessionState.DISCONNECTED;
    streams.clear();
    pendingAcks.clear();
  }

  /**
   * Takes one frame of the other end. After ERROR or RESTART the rest is ignored.
   *
   * @throws ProtocolException when the frame does not fit; answer with {@link #error}
   */
  public void receive(Frame frame) {
    if (state == SessionState.ERROR || state == SessionState.DISCONNECTED) {
      return;
    }
    if (!(frame instanceof SenderFrame)) {
      throw unexpected(frame.type());
    }
    frame.handOver(incoming);
  }

  private ProtocolException unexpected(FrameType type) {
    return new ProtocolException(
        "Unexpected frame: "
            + type
            + " in session state "
            + state
            + (state == SessionState.CONNECTED ? ", expected HELLO" : ""));
  }

  private Stream requireStream(StreamId id, StreamState required) {
    Stream stream = streams.get(id);
    if (stream == null || stream.state != required) {
      throw new IllegalStateException(
          "stream " + id + " is " + streamState(id) + ", expected " + required);
    }
    return stream;
  }

  /** Answers to the frames of the other end. */
  private final class Incoming implements FrameHandler {

    @Override
    public void hello(Hello frame) {
      if (state != SessionState.CONNECTED) {
        throw unexpected(FrameType.HELLO);
      }
      ProtocolVersion asked = ProtocolVersion.ofText(frame.version()).orElse(null);
      if (asked == null || !versions.contains(asked)) {
        throw new ProtocolException(
            "Unknown protocol version: expected "
                + versions.stream()
                    .map(known -> "\"" + known.text() + "\"")
                    .sorted()
                    .collect(Collectors.joining(" or "))
                + ", got \""
                + frame.version()
                + "\"");
      }
      if (!MessageDigest.isEqual(cookie, frame.cookie().getBytes(StandardCharsets.UTF_8))) {
        throw new ProtocolException(
            "Bad cookie: it is not the one that this end was started with (option --cookie)");
      }
      version = asked;
      state = SessionState.HANDSHAKE;
      listener.greeted(frame, asked);
    }

    @Override
    public void notify(Notify frame) {
      requireGreeted(FrameType.NOTIFY);
      StreamId id = frame.streamId();
      window.use();
      if (streams.containsKey(id)) {
        listener.reply(new NotifyAck(false, id, frame.pointOfReference()));
        return;
      }
      if (streams.size() >= limits.maxStreams()) {
        throw new ProtocolException(
            "Too many streams: expected at most " + limits.maxStreams() + " on one connection");
      }
      streams.put(id, new Stream());
      listener.streamAnnounced(id, frame.streamName(), frame.pointOfReference());
    }

    @Override
    public void message(Message frame) {
      requireGreeted(FrameType.MESSAGE);
      if (version != null
          && version.hasControlStream()
          && frame.streamId().equals(StreamId.CONTROL)) {
        TwoPhaseMessage message = TwoPhaseMessage.of(frame);
        if (!SenderSession.isFromApplication(message)) {
          throw new ProtocolException("Unexpected message from an application: " + message.type());
        }
        listener.control(message);
        return;
      }
      Stream stream = streams.get(frame.streamId());
      if (stream == null || stream.state != StreamState.OPEN) {
        throw new ProtocolException(
            "Bad/unregistered stream_id "
                + frame.streamId()
                + " with message_id "
                + frame.messageId()
                + ": expected an open stream, it is "
                + streamState(frame.streamId()));
      }
      if (version != null && version.usesCredits()) {
        if (window.isEmpty()) {
          throw new ProtocolException(
              "Too many messages: stream "
                  + frame.streamId()
                  + " sent message "
                  + frame.messageId()
                  + " without a credit");
        }
        window.use();
      }
      if (!stream.lastSeen.covers(frame.messageId())) {
        stream.lastSeen = PointOfReference.at(frame.messageId());
        listener.message(frame);
      }
    }

    @Override
    public void endOfStream(EndOfStream frame) {
      Stream stream = streams.get(frame.streamId());
      if (stream == null || stream.state != StreamState.OPEN) {
        throw new ProtocolException(
            "Unexpected frame: EOS_MESSAGE for stream "
                + frame.streamId()
                + ", expected an open stream, it is "
                + streamState(frame.streamId()));
      }
      stream.state = StreamState.CLOSED;
      listener.streamEnded(frame.streamId());
    }

    @Override
    public void error(ErrorFrame frame) {
      state = SessionState.ERROR;
      listener.failed(frame.text());
    }

    private void requireGreeted(FrameType type) {
      // Wallaroo writes HELLO, NOTIFY and LIST_UNCOMMITTED together towards a sink.
      boolean early = version == ProtocolVersion.SINK_TWO_PHASE && state == SessionState.HANDSHAKE;
      if (state != SessionState.STREAMING && !early) {
        throw unexpected(type);
      }
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
