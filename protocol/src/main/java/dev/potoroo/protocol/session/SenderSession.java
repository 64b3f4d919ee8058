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
import dev.potoroo.protocol.twophase.TwoPhaseMessage;
import org.jspecify.annotations.Nullable;

/**
 * The end of one session that sends data: a source's connector, or the application towards a sink.
 *
 * <p>The methods named for a frame make that frame, and with it the step of the state machine; the
 * caller writes it, in the order made. {@link #receive} takes what the other end sent and tells the
 * {@link Listener} what it means.
 *
 * <p>Kept here: no message without an open stream and a credit, ids of a stream strictly increase,
 * no ack goes beyond what was sent.
 *
 * <p>Not thread-safe: one thread at a time. Source: docs/protocol.md, "Sessions" and "Streams".
 */
public final class SenderSession extends Session {

  /**
   * What the other end's frames mean. Called from within {@link SenderSession#receive}, each time
   * after the state has changed, so that the session may be used from here. An exception from here
   * goes to the caller of {@code receive} and leaves the session in state ERROR.
   */
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

    /**
     * The stream was ended, and everything on it is durable. Called from within {@link
     * SenderSession#endOfStream} for a stream of which nothing was ever sent.
     */
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

  private final ProtocolVersion version;
  private final Listener listener;
  private final Credits credits;
  private final OutgoingStreams streams;
  private final Incoming incoming = new Incoming();

  public SenderSession(ProtocolVersion version, Listener listener) {
    this.version = version;
    this.listener = listener;
    this.credits = new Credits(version.usesCredits());
    this.streams = new OutgoingStreams(version);
  }

  /** {@link StreamState#START} for a stream that is not here, or was refused. */
  public StreamState streamState(StreamId stream) {
    return streams.state(stream);
  }

  /** How many {@link #announce} and {@link #message} calls are allowed before the next ACK. */
  public long credits() {
    return state().isOver() ? 0 : credits.available();
  }

  /**
   * What the other end has yet to answer, for people: the first stream of which that is true, and
   * how many more. Null when nothing is outstanding, or the session is not streaming.
   */
  public @Nullable String owed() {
    return state() == SessionState.STREAMING ? streams.owed() : null;
  }

  /** Leads from CONNECTED to HANDSHAKE. */
  public Hello hello(String cookie, String programName, String instanceName) {
    requireState(SessionState.CONNECTED);
    Hello hello = new Hello(version.text(), cookie, programName, instanceName);
    enter(SessionState.HANDSHAKE);
    return hello;
  }

  /**
   * Announces a stream; {@link Listener#streamOpened} or {@link Listener#streamRefused} follows.
   * Costs a credit. May be called before OK with {@link ProtocolVersion#SINK_TWO_PHASE}.
   *
   * @param point where the sender stands, {@link PointOfReference#NEVER} for a new stream
   */
  public Notify announce(StreamId stream, String name, PointOfReference point) {
    requireGreeting();
    if (version.hasControlStream() && stream.equals(StreamId.CONTROL)) {
      throw new IllegalArgumentException("stream 0 is there without being announced");
    }
    Notify frame = new Notify(stream, name, point);
    credits.require();
    streams.announce(stream);
    credits.spend();
    return frame;
  }

  /**
   * Sends a message. Costs a credit.
   *
   * @throws IllegalArgumentException when {@code id} is not above the last one of the stream, or
   *     {@code key} is longer than 65535 bytes
   */
  public Message message(
      StreamId stream, MessageId id, long eventTime, byte[] key, byte[] payload) {
    requireState(SessionState.STREAMING);
    Message frame = new Message(stream, id, eventTime, key, payload);
    credits.require();
    streams.send(stream, id);
    credits.spend();
    return frame;
  }

  /**
   * Ends a stream. Costs no credit. {@link Listener#streamTerminated} follows when everything on it
   * is durable; when there never was anything, it is called before this method returns.
   */
  public EndOfStream endOfStream(StreamId stream) {
    requireState(SessionState.STREAMING);
    streams.end(stream);
    if (streams.state(stream) == StreamState.TERMINATED) {
      listener.streamTerminated(stream);
    }
    return new EndOfStream(stream);
  }

  /** A message of a two-phase commit; the application sends these at any time after HELLO. */
  public Message control(TwoPhaseMessage message) {
    if (!version.hasControlStream()) {
      throw new IllegalStateException("there is no stream 0 with version " + version.text());
    }
    requireGreeting();
    if (!message.type().isFromApplication()) {
      throw new IllegalArgumentException(message.type() + " is for a sink to send");
    }
    return message.toMessage();
  }

  /** Drops what is kept of a terminated stream. */
  public void forget(StreamId stream) {
    streams.forget(stream);
  }

  @Override
  boolean isForThisEnd(Frame frame) {
    return frame instanceof ReceiverFrame;
  }

  @Override
  FrameHandler incoming() {
    return incoming;
  }

  @Override
  void dropStreams() {
    streams.clear();
  }

  /** Wallaroo writes HELLO, NOTIFY and LIST_UNCOMMITTED together towards a sink. */
  private void requireGreeting() {
    if (!(version.hasControlStream() && state() == SessionState.HANDSHAKE)) {
      requireState(SessionState.STREAMING);
    }
  }

  /** Answers to the frames of the other end. */
  private final class Incoming implements FrameHandler {

    @Override
    public void ok(Ok frame) {
      if (state() == SessionState.CONNECTED) {
        throw unexpected(FrameType.OK);
      }
      // A second OK is taken as Wallaroo's client takes it: it just adds credits.
      credits.grant(frame.initialCredits());
      if (state() == SessionState.HANDSHAKE) {
        enter(SessionState.STREAMING);
        listener.streaming();
      }
      creditsGranted();
    }

    @Override
    public void notifyAck(NotifyAck frame) {
      requireStreaming(FrameType.NOTIFY_ACK);
      streams.answered(frame);
      if (frame.success()) {
        listener.streamOpened(frame.streamId(), frame.pointOfReference());
      } else {
        listener.streamRefused(frame.streamId());
      }
    }

    @Override
    public void ack(Ack frame) {
      requireStreaming(FrameType.ACK);
      credits.grant(frame.credits());
      for (Ack.StreamAck ack : frame.streams()) {
        boolean news = streams.acknowledge(ack);
        boolean answersEnd = streams.terminate(ack);
        if (news) {
          listener.acknowledged(ack.streamId(), ack.pointOfReference());
        }
        if (answersEnd) {
          listener.streamTerminated(ack.streamId());
        }
      }
      if (frame.credits() != 0) {
        creditsGranted();
      }
    }

    @Override
    public void message(Message frame) {
      requireStreaming(FrameType.MESSAGE);
      if (!version.hasControlStream() || !frame.streamId().equals(StreamId.CONTROL)) {
        throw new ProtocolException(
            "Unexpected frame: MESSAGE on stream " + frame.streamId() + " from the receiving end");
      }
      TwoPhaseMessage message = TwoPhaseMessage.of(frame);
      if (message.type().isFromApplication()) {
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
      fail();
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

    /** Not when the listener has ended the session in a call before. */
    private void creditsGranted() {
      if (state() == SessionState.STREAMING) {
        listener.creditsGranted();
      }
    }
  }
}
