package dev.potoroo.protocol.session;

import dev.potoroo.protocol.MessageId;
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
import dev.potoroo.protocol.frame.ReceiverFrame;
import dev.potoroo.protocol.frame.Restart;
import dev.potoroo.protocol.twophase.ListUncommitted;
import dev.potoroo.protocol.twophase.Phase1;
import dev.potoroo.protocol.twophase.Phase2;
import dev.potoroo.protocol.twophase.TwoPhaseMessage;
import dev.potoroo.protocol.twophase.WorkersLeft;
import java.util.HashMap;
import java.util.Map;

/**
 * The end of one session that sends data: a source's connector, or the application towards a sink.
 *
 * <p>The methods named for a frame make that frame, and with it the step of the state machine; the
 * caller writes it, in the order made. {@link #receive} takes what the other end sent and tells the
 * {@link Listener} what it means. A call that the state does not allow is the caller's mistake
 * ({@link IllegalStateException}); a frame that the state does not allow is the peer's ({@link
 * ProtocolException}).
 *
 * <p>Kept here: no message without an open stream and a credit, ids of a stream strictly increase,
 * no ack goes beyond what was sent.
 *
 * <p>Not thread-safe: one thread at a time.
 */
public final class SenderSession {

  /** What the other end's frames mean. Called from within {@link SenderSession#receive}. */
  public interface Listener {
    /** OK came: streams may be announced. */
    void streaming();

    /** Send what comes after {@code point} on this stream. */
    void streamOpened(StreamId stream, PointOfReference point);

    /** The stream is in use elsewhere. It may be announced again, best after a while. */
    void streamRefused(StreamId stream);

    /** Everything up to {@code point} is durable; called only when that is news. */
    void acknowledged(StreamId stream, PointOfReference point);

    /** There may be more {@link SenderSession#credits()} than before. */
    void creditsGranted();

    /** The stream was ended, and everything on it is durable. */
    void streamTerminated(StreamId stream);

    /** A vote or a list of transactions; only with {@link ProtocolVersion#SINK_TWO_PHASE}. */
    void control(TwoPhaseMessage message);

    /**
     * The session is over: dial again.
     *
     * @param address {@code host:port} to dial from now on, or empty for the same as before
     */
    void restarted(String address);

    /** The other end gave up on this session; {@code text} says why. */
    void failed(String text);
  }

  private static final class Stream {
    StreamState state = StreamState.START;
    PointOfReference acknowledged = PointOfReference.NEVER;
    PointOfReference lastSent = PointOfReference.NEVER;
  }

  private final ProtocolVersion version;
  private final Listener listener;
  private final Credits credits = new Credits();
  private final Map<StreamId, Stream> streams = new HashMap<>();
  private final Incoming incoming = new Incoming();
  private SessionState state = SessionState.CONNECTED;

  public SenderSession(ProtocolVersion version, Listener listener) {
    this.version = version;
    this.listener = listener;
  }

  public SessionState state() {
    return state;
  }

  /** {@link StreamState#START} for a stream that was never announced. */
  public StreamState streamState(StreamId stream) {
    Stream known = streams.get(stream);
    return known == null ? StreamState.START : known.state;
  }

  /** How many {@link #announce} and {@link #message} calls are allowed before the next ACK. */
  public long credits() {
    return version.usesCredits() ? credits.available() : Long.MAX_VALUE;
  }

  /** Leads from CONNECTED to HANDSHAKE. */
  public Hello hello(String cookie, String programName, String instanceName) {
    requireState(SessionState.CONNECTED);
    state = SessionState.HANDSHAKE;
    return new Hello(version.text(), cookie, programName, instanceName);
  }

  /**
   * Announces a stream; {@link Listener#streamOpened} or {@link Listener#streamRefused} follows.
   *
   * @param point where the sender stands, {@link PointOfReference#NEVER} for a new stream
   */
  public Notify announce(StreamId stream, String name, PointOfReference point) {
    // Wallaroo writes HELLO, NOTIFY and LIST_UNCOMMITTED together towards a sink.
    if (!(version.hasControlStream() && state == SessionState.HANDSHAKE)) {
      requireState(SessionState.STREAMING);
    }
    Stream announced = streams.computeIfAbsent(stream, id -> new Stream());
    if (announced.state != StreamState.START && announced.state != StreamState.TERMINATED) {
      throw new IllegalStateException("stream " + stream + " is " + announced.state);
    }
    spendCredit();
    announced.state = StreamState.NOTIFY_SENT;
    return new Notify(stream, name, point);
  }

  /**
   * @throws IllegalArgumentException when {@code id} is not above the last one of the stream
   */
  public Message message(
      StreamId stream, MessageId id, long eventTime, byte[] key, byte[] payload) {
    Stream open = requireOpen(stream);
    if (open.lastSent.covers(id)) {
      throw new IllegalArgumentException(
          "message ids of a stream strictly increase: stream "
              + stream
              + " got "
              + id
              + " after "
              + open.lastSent);
    }
    spendCredit();
    open.lastSent = PointOfReference.at(id);
    return new Message(stream, id, eventTime, key, payload);
  }

  /**
   * Ends a stream; {@link Listener#streamTerminated} follows when everything on it is durable, at
   * once if there never was anything.
   */
  public EndOfStream endOfStream(StreamId stream) {
    Stream open = requireOpen(stream);
    open.state = StreamState.CLOSED;
    if (open.lastSent.isNever() && version == ProtocolVersion.SOURCE) {
      // The answer could name no point, so peers leave the stream out of it.
      terminate(stream, open);
    }
    return new EndOfStream(stream);
  }

  /** A message of a two-phase commit; the application sends these at any time after HELLO. */
  public Message control(TwoPhaseMessage message) {
    if (!version.hasControlStream()) {
      throw new IllegalStateException("there is no stream 0 with version " + version.text());
    }
    if (!isFromApplication(message)) {
      throw new IllegalArgumentException(message.type() + " is for a sink to send");
    }
    return message.toMessage();
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
  }

  /** Drops what is kept of a terminated stream. */
  public void forget(StreamId stream) {
    if (streamState(stream) == StreamState.TERMINATED) {
      streams.remove(stream);
    }
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
    if (!(frame instanceof ReceiverFrame)) {
      throw unexpected(frame.type());
    }
    frame.handOver(incoming);
  }

  static boolean isFromApplication(TwoPhaseMessage message) {
    return message instanceof ListUncommitted
        || message instanceof Phase1
        || message instanceof Phase2
        || message instanceof WorkersLeft;
  }

  private ProtocolException unexpected(FrameType type) {
    return new ProtocolException("Unexpected frame: " + type + " in session state " + state);
  }

  private void requireState(SessionState required) {
    if (state != required) {
      throw new IllegalStateException("session is " + state + ", expected " + required);
    }
  }

  private Stream requireOpen(StreamId stream) {
    Stream open = streams.get(stream);
    if (open == null || open.state != StreamState.OPEN) {
      throw new IllegalStateException(
          "stream " + stream + " is " + streamState(stream) + ", expected OPEN");
    }
    return open;
  }

  private void spendCredit() {
    if (version.usesCredits()) {
      credits.spend();
    }
  }

  private void terminate(StreamId id, Stream stream) {
    stream.state = StreamState.TERMINATED;
    listener.streamTerminated(id);
  }

  /** Answers to the frames of the other end. */
  private final class Incoming implements FrameHandler {

    @Override
    public void ok(Ok frame) {
      if (state == SessionState.CONNECTED) {
        throw unexpected(FrameType.OK);
      }
      // A second OK is taken as Wallaroo's client takes it: it just adds credits.
      credits.grant(frame.initialCredits());
      if (state == SessionState.HANDSHAKE) {
        state = SessionState.STREAMING;
        listener.streaming();
      }
      listener.creditsGranted();
    }

    @Override
    public void notifyAck(NotifyAck frame) {
      Stream stream = streams.get(frame.streamId());
      if (stream == null || stream.state != StreamState.NOTIFY_SENT) {
        throw new ProtocolException(
            "Unexpected frame: NOTIFY_ACK for stream "
                + frame.streamId()
                + " in state "
                + streamState(frame.streamId()));
      }
      if (frame.success()) {
        stream.state = StreamState.OPEN;
        stream.lastSent = frame.pointOfReference();
        stream.acknowledged = frame.pointOfReference();
        listener.streamOpened(frame.streamId(), frame.pointOfReference());
      } else {
        stream.state = StreamState.START;
        listener.streamRefused(frame.streamId());
      }
    }

    @Override
    public void ack(Ack frame) {
      if (state != SessionState.STREAMING) {
        throw unexpected(FrameType.ACK);
      }
      credits.grant(frame.credits());
      for (Ack.StreamAck streamAck : frame.streams()) {
        acknowledge(streamAck.streamId(), streamAck.pointOfReference());
      }
      if (frame.credits() != 0) {
        listener.creditsGranted();
      }
    }

    private void acknowledge(StreamId id, PointOfReference point) {
      Stream stream = streams.get(id);
      if (stream == null
          || (stream.state != StreamState.OPEN && stream.state != StreamState.CLOSED)) {
        return; // an ack may name streams that this session does not have
      }
      if (point.compareTo(stream.lastSent) > 0) {
        throw new ProtocolException(
            "Unexpected ACK: stream "
                + id
                + " is acknowledged up to "
                + point
                + ", the last message sent is "
                + stream.lastSent);
      }
      if (point.compareTo(stream.acknowledged) > 0) {
        stream.acknowledged = point;
        listener.acknowledged(id, point);
      }
      if (stream.state == StreamState.CLOSED && point.equals(stream.lastSent)) {
        terminate(id, stream);
      }
    }

    @Override
    public void message(Message frame) {
      if (!version.hasControlStream() || !frame.streamId().equals(StreamId.CONTROL)) {
        throw unexpected(FrameType.MESSAGE);
      }
      TwoPhaseMessage message = TwoPhaseMessage.of(frame);
      if (isFromApplication(message)) {
        throw new ProtocolException("Unexpected message from a sink: " + message.type());
      }
      listener.control(message);
    }

    @Override
    public void restart(Restart frame) {
      disconnected();
      listener.restarted(frame.address());
    }

    @Override
    public void error(ErrorFrame frame) {
      state = SessionState.ERROR;
      listener.failed(frame.text());
    }

    @Override
    public void hello(Hello frame) {
      throw unexpected(FrameType.HELLO);
    }

    @Override
    public void notify(Notify frame) {
      throw unexpected(FrameType.NOTIFY);
    }

    @Override
    public void endOfStream(EndOfStream frame) {
      throw unexpected(FrameType.EOS_MESSAGE);
    }
  }
}
