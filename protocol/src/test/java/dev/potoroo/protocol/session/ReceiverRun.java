package dev.potoroo.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.EndOfStream;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.protocol.frame.Ok;
import dev.potoroo.protocol.frame.Restart;
import dev.potoroo.protocol.twophase.Phase1Reply;
import dev.potoroo.protocol.twophase.Phase2;
import dev.potoroo.protocol.twophase.TwoPhaseMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ReceiverSession} to which things happen, and a second opinion on what may come of them.
 * A call of the owner must work exactly when it may, and change nothing when it does not; a frame
 * of the peer is taken or a ProtocolException, and after that nothing is heard of the session.
 */
final class ReceiverRun implements ReceiverSession.Listener {

  private enum Action {
    // the owner's calls
    ACCEPT,
    OPEN,
    REFUSE,
    ACKNOWLEDGE_LAST,
    ACKNOWLEDGE_ANY,
    TERMINATE,
    TAKE_ACK,
    CONTROL,
    RESTART,
    GIVE_UP,
    DISCONNECT,
    // the peer's frames
    HELLO,
    NOTIFY,
    NEXT_MESSAGE,
    ANY_MESSAGE,
    END,
    PHASE2,
    ERROR,
    A_RECEIVERS_FRAME
  }

  private static final int MAX_CREDITS = 6;
  private static final int MAX_STREAMS = 3;

  /** A stream that was announced, until the owner refuses or terminates it. */
  private static final class Stream {
    StreamState state = StreamState.NOTIFY_SENT;
    PointOfReference lastSeen = PointOfReference.NEVER;
  }

  private final ReceiverSession session =
      new ReceiverSession(
          Set.of(ProtocolVersion.values()),
          "ck",
          new ReceiverSession.Limits(MAX_CREDITS, 2, MAX_STREAMS),
          this);
  private final Map<StreamId, Stream> streams = new HashMap<>();

  /** By stream id, whether the stream is still there or not: what an ACK may say, and has said. */
  private final Map<StreamId, PointOfReference> highestSeen = new HashMap<>();

  private final Map<StreamId, PointOfReference> highestAcked = new HashMap<>();
  private @Nullable ProtocolVersion version;
  private long balance;
  private boolean wasOver;

  /** HELLO and OK have been said, and there are streams open. */
  ReceiverRun begun(ProtocolVersion version) {
    take(Action.HELLO, new Step(0, 1, List.of(ProtocolVersion.values()).indexOf(version)));
    take(Action.ACCEPT, new Step(0, 0, 0));
    take(Action.NOTIFY, new Step(0, 1, 0));
    take(Action.OPEN, new Step(0, 1, 0));
    take(Action.NOTIFY, new Step(0, 2, 0));
    return this;
  }

  void take(Step step) {
    take(step.actionOf(Action.values()), step);
  }

  private void take(Action action, Step step) {
    wasOver = session.state().isOver();
    StreamId id = step.streamId();
    switch (action) {
      case ACCEPT -> accept();
      case OPEN -> open(id, step.point());
      case REFUSE -> refuse(id);
      case ACKNOWLEDGE_LAST -> acknowledge(id, lastSeen(id));
      case ACKNOWLEDGE_ANY -> acknowledge(id, step.point());
      case TERMINATE -> terminate(id);
      case TAKE_ACK -> takeAck(step.flag());
      case CONTROL ->
          own(
              is(SessionState.STREAMING) && hasControlStream(),
              () -> session.control(new Phase1Reply("t", step.flag())));
      case RESTART -> assertThat(session.restart("").address()).isEmpty();
      case GIVE_UP -> assertThat(session.error("enough").text()).isEqualTo("enough");
      case DISCONNECT -> session.disconnected();
      case HELLO -> peer(hello(step));
      case NOTIFY -> spendsOne(new Notify(id, "s", step.point()), -MAX_STREAMS);
      case NEXT_MESSAGE -> message(id, lastSeen(id).value() + 1);
      case ANY_MESSAGE -> message(id, step.messageId().value());
      case END -> peer(new EndOfStream(id));
      case PHASE2 -> spendsOne(new Phase2("t", step.flag()).toMessage(), 1);
      case ERROR -> peer(new ErrorFrame("no"));
      case A_RECEIVERS_FRAME -> peer(aReceiversFrame(step));
    }
    assertInvariants();
  }

  private static Frame aReceiversFrame(Step step) {
    return switch (step.choice() % 4) {
      case 0 -> new Ok(step.credits());
      case 1 -> new NotifyAck(step.flag(), step.streamId(), step.point());
      case 2 -> new Ack(step.credits(), List.of(new Ack.StreamAck(step.streamId(), step.point())));
      default -> new Restart("");
    };
  }

  /** On stream 0 with a wrong cookie, else one of the three versions, or one that is none. */
  private static Hello hello(Step step) {
    ProtocolVersion[] versions = ProtocolVersion.values();
    int choice = step.choice() % (versions.length + 1);
    String text = choice < versions.length ? versions[choice].text() : "0.0.2";
    return new Hello(text, step.streamId().value() == 0 ? "biscuit" : "ck", "p", "i");
  }

  private void accept() {
    boolean may = is(SessionState.HANDSHAKE);
    own(may, session::accept);
    if (may) {
      balance = MAX_CREDITS;
    }
  }

  private void open(StreamId id, PointOfReference point) {
    boolean may = is(SessionState.STREAMING) && state(id) == StreamState.NOTIFY_SENT;
    own(may, () -> session.open(id, point));
    if (may) {
      known(id).state = StreamState.OPEN;
      known(id).lastSeen = point;
      highestSeen.put(id, point);
      highestAcked.put(id, point);
    }
  }

  private void refuse(StreamId id) {
    boolean may = is(SessionState.STREAMING) && state(id) == StreamState.NOTIFY_SENT;
    own(may, () -> session.refuse(id));
    if (may) {
      streams.remove(id);
    }
  }

  private void acknowledge(StreamId id, PointOfReference point) {
    boolean isBeyond =
        (state(id) == StreamState.OPEN || state(id) == StreamState.CLOSED)
            && point.compareTo(lastSeen(id)) > 0;
    own(!hasControlStream() && !isBeyond, () -> session.acknowledge(id, point));
  }

  private void terminate(StreamId id) {
    boolean may = state(id) == StreamState.CLOSED;
    own(may, () -> session.terminate(id));
    if (may) {
      streams.remove(id);
    }
  }

  private void takeAck(boolean refill) {
    Ack ack = session.takeAck(refill);
    if (ack == null) {
      return;
    }
    assertThat(is(SessionState.STREAMING)).as("an ACK only while streaming").isTrue();
    assertThat(refill || ack.credits() == 0).as("credits only where asked for").isTrue();
    balance += Integer.toUnsignedLong(ack.credits());
    for (Ack.StreamAck stream : ack.streams()) {
      StreamId id = stream.streamId();
      PointOfReference point = stream.pointOfReference();
      assertThat(point)
          .isLessThanOrEqualTo(highestSeen.getOrDefault(id, PointOfReference.NEVER))
          .isGreaterThanOrEqualTo(highestAcked.getOrDefault(id, PointOfReference.NEVER));
      assertThat(point.isNever() && version == ProtocolVersion.SOURCE).isFalse();
      highestAcked.put(id, point);
    }
  }

  private void message(StreamId id, long number) {
    if (number == PointOfReference.NEVER.value()) {
      return; // after 2^64-2 there is no next one
    }
    Message message = new Message(id, new MessageId(number), 0, Message.NO_BYTES, new byte[] {'x'});
    boolean isControl = hasControlStream() && id.equals(StreamId.CONTROL);
    if (isControl) {
      assertThat(peer(message)).as("an x is no message of a two-phase commit").isFalse();
    } else {
      spendsOne(message, 1);
    }
  }

  /** A frame that costs a credit, and is taken only when there are that many. */
  private void spendsOne(Frame frame, long least) {
    if (peer(frame) && version != null && version.usesCredits()) {
      assertThat(balance).as("credits before " + frame).isGreaterThanOrEqualTo(least);
      balance--;
    }
  }

  /** A call of the owner, which works exactly when it {@code may}. */
  private void own(boolean may, Runnable call) {
    SessionState stateBefore = session.state();
    try {
      call.run();
      assertThat(may).as("the call worked, so it should have been allowed").isTrue();
    } catch (IllegalStateException | IllegalArgumentException e) {
      assertThat(may).as("the call was refused: " + e.getMessage()).isFalse();
      assertThat(session.state()).isEqualTo(stateBefore);
    }
  }

  /** Whether the frame was taken. */
  private boolean peer(Frame frame) {
    try {
      session.receive(frame);
      return !wasOver;
    } catch (ProtocolException e) {
      assertThat(wasOver).as("nothing is wrong any more after the end").isFalse();
      assertThat(e.reason()).doesNotContain("biscuit");
      assertThat(session.state()).isEqualTo(SessionState.ERROR);
      return false;
    }
  }

  private void assertInvariants() {
    if (session.state().isOver()) {
      streams.clear();
      assertThat(session.takeAck(true)).as("nothing more is said").isNull();
      assertThat(session.isRefillDue()).isFalse();
    }
    assertThat(balance).isBetween(-(long) MAX_STREAMS, (long) MAX_CREDITS);
    assertThat(streams).hasSizeLessThanOrEqualTo(MAX_STREAMS);
    streams.forEach(
        (id, stream) ->
            assertThat(session.streamState(id)).as("stream " + id).isEqualTo(stream.state));
  }

  private boolean is(SessionState state) {
    return session.state() == state;
  }

  private boolean hasControlStream() {
    return version != null && version.hasControlStream();
  }

  private StreamState state(StreamId id) {
    Stream stream = streams.get(id);
    return stream == null ? StreamState.START : stream.state;
  }

  private PointOfReference lastSeen(StreamId id) {
    Stream stream = streams.get(id);
    return stream == null ? PointOfReference.NEVER : stream.lastSeen;
  }

  private Stream known(StreamId id) {
    assertThat(wasOver).as("nothing is told after the end").isFalse();
    @Nullable Stream stream = streams.get(id);
    if (stream == null) {
      throw new AssertionError("stream " + id + " was never announced");
    }
    return stream;
  }

  @Override
  public void greeted(Hello hello, ProtocolVersion greeted) {
    assertThat(wasOver).isFalse();
    assertThat(hello.cookie()).isEqualTo("ck");
    assertThat(version).as("greeted once").isNull();
    version = greeted;
  }

  @Override
  public void streamAnnounced(StreamId id, String name, PointOfReference senderPoint) {
    assertThat(wasOver).isFalse();
    assertThat(streams.put(id, new Stream())).as("stream " + id + " was not there").isNull();
  }

  @Override
  public void message(Message message) {
    Stream stream = known(message.streamId());
    assertThat(stream.state).isEqualTo(StreamState.OPEN);
    assertThat(stream.lastSeen.covers(message.messageId())).as("came before").isFalse();
    stream.lastSeen = PointOfReference.at(message.messageId());
    highestSeen.put(message.streamId(), stream.lastSeen);
  }

  @Override
  public void streamEnded(StreamId id) {
    assertThat(known(id).state).isEqualTo(StreamState.OPEN);
    known(id).state = StreamState.CLOSED;
  }

  @Override
  public void control(TwoPhaseMessage message) {
    assertThat(wasOver).isFalse();
    assertThat(hasControlStream()).isTrue();
  }

  @Override
  public void reply(NotifyAck frame) {
    assertThat(frame.success()).as("of itself it only refuses").isFalse();
    assertThat(known(frame.streamId()).state).isNotEqualTo(StreamState.START);
  }

  @Override
  public void failed(String text) {
    assertThat(wasOver).isFalse();
  }
}
