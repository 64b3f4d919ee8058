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
import dev.potoroo.protocol.twophase.ListUncommitted;
import dev.potoroo.protocol.twophase.Phase1Reply;
import dev.potoroo.protocol.twophase.TwoPhaseMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SenderSession} to which things happen, and a second opinion on what may come of them. A
 * call of the owner must work exactly when it may, and change nothing when it does not; a frame of
 * the peer is taken or a ProtocolException, and after that nothing is heard of the session.
 */
final class SenderRun implements SenderSession.Listener {

  private enum Action {
    // the owner's calls
    HELLO,
    ANNOUNCE,
    SEND_NEXT,
    SEND_ANY,
    END,
    CONTROL,
    FORGET,
    GIVE_UP,
    DISCONNECT,
    // the peer's frames
    OK,
    OPENED,
    REFUSED,
    ACK_OF_LAST,
    ACK_OF_ANY,
    VOTE,
    RESTART,
    ERROR,
    A_SENDERS_FRAME
  }

  /** A stream that was announced, until the session says that it is refused or done. */
  private static final class Stream {
    StreamState state = StreamState.NOTIFY_SENT;
    PointOfReference lastSent = PointOfReference.NEVER;
    PointOfReference acknowledged = PointOfReference.NEVER;
  }

  private final ProtocolVersion version;
  private final SenderSession session;
  private final Map<StreamId, Stream> streams = new HashMap<>();
  private long balance;
  private boolean wasOver;

  SenderRun(ProtocolVersion version) {
    this.version = version;
    this.session = new SenderSession(version, this);
  }

  /** HELLO and OK have been said, and there are streams open. */
  SenderRun begun() {
    take(Action.HELLO, new Step(0, 0, 0));
    take(Action.OK, new Step(0, 0, 10));
    take(Action.ANNOUNCE, new Step(0, 1, 0));
    take(Action.OPENED, new Step(0, 1, 0));
    take(Action.ANNOUNCE, new Step(0, 2, 0));
    return this;
  }

  void take(Step step) {
    take(step.actionOf(Action.values()), step);
  }

  private void take(Action action, Step step) {
    wasOver = session.state().isOver();
    StreamId id = step.streamId();
    switch (action) {
      case HELLO -> own(is(SessionState.CONNECTED), () -> session.hello("ck", "p", "i"));
      case ANNOUNCE -> announce(id, step.point());
      case SEND_NEXT -> send(id, lastSent(id).value() + 1);
      case SEND_ANY -> send(id, step.messageId().value());
      case END -> end(id);
      case CONTROL ->
          own(
              version.hasControlStream() && isGreeted(),
              () -> session.control(new ListUncommitted(step.number())));
      case FORGET -> session.forget(id);
      case GIVE_UP -> assertThat(session.error("enough").text()).isEqualTo("enough");
      case DISCONNECT -> session.disconnected();
      case OK -> granted(new Ok(step.credits()), step.credits());
      case OPENED -> peer(new NotifyAck(true, id, step.point()));
      case REFUSED -> peer(new NotifyAck(false, id, step.point()));
      case ACK_OF_LAST -> acked(id, lastSent(id), step.credits());
      case ACK_OF_ANY -> acked(id, step.point(), step.credits());
      case VOTE -> peer(new Phase1Reply("t", step.flag()).toMessage());
      case RESTART -> peer(new Restart(""));
      case ERROR -> peer(new ErrorFrame("no"));
      case A_SENDERS_FRAME -> peer(aSendersFrame(step));
    }
    assertInvariants();
  }

  private static Frame aSendersFrame(Step step) {
    return switch (step.choice() % 4) {
      case 0 -> new Hello("0.0.1", "ck", "p", "i");
      case 1 -> new Notify(step.streamId(), "s", step.point());
      case 2 -> new EndOfStream(step.streamId());
      default -> new Message(step.streamId(), new MessageId(1), 0, Message.NO_BYTES, new byte[1]);
    };
  }

  private void announce(StreamId id, PointOfReference point) {
    boolean may =
        isGreeted()
            && hasCredit()
            && !streams.containsKey(id)
            && !(version.hasControlStream() && id.equals(StreamId.CONTROL));
    own(may, () -> session.announce(id, "s", point));
    if (may) {
      balance--;
      streams.put(id, new Stream());
    }
  }

  private void send(StreamId id, long number) {
    if (number == PointOfReference.NEVER.value()) {
      return; // after 2^64-2 there is no next one
    }
    MessageId messageId = new MessageId(number);
    boolean may =
        is(SessionState.STREAMING) && isOpen(id) && hasCredit() && !lastSent(id).covers(messageId);
    own(may, () -> session.message(id, messageId, 0, Message.NO_BYTES, new byte[1]));
    if (may) {
      balance--;
      known(id).lastSent = PointOfReference.at(messageId);
    }
  }

  private void end(StreamId id) {
    boolean may = is(SessionState.STREAMING) && isOpen(id);
    if (may) {
      known(id).state = StreamState.CLOSED; // it may be terminated before the call returns
    }
    own(may, () -> session.endOfStream(id));
  }

  private void acked(StreamId id, PointOfReference point, int credits) {
    granted(new Ack(credits, List.of(new Ack.StreamAck(id, point))), credits);
  }

  private void granted(Frame frame, int credits) {
    if (peer(frame)) {
      balance += Integer.toUnsignedLong(credits);
    }
  }

  /** A call of the owner, which works exactly when it {@code may}. */
  private void own(boolean may, Runnable call) {
    SessionState stateBefore = session.state();
    long creditsBefore = session.credits();
    try {
      call.run();
      assertThat(may).as("the call worked, so it should have been allowed").isTrue();
    } catch (IllegalStateException | IllegalArgumentException e) {
      assertThat(may).as("the call was refused: " + e.getMessage()).isFalse();
      assertThat(session.state()).isEqualTo(stateBefore);
      assertThat(session.credits()).isEqualTo(creditsBefore);
    }
  }

  /** Whether the frame was taken. */
  private boolean peer(Frame frame) {
    try {
      session.receive(frame);
      return !wasOver;
    } catch (ProtocolException e) {
      assertThat(wasOver).as("nothing is wrong any more after the end").isFalse();
      assertThat(session.state()).isEqualTo(SessionState.ERROR);
      return false;
    }
  }

  private void assertInvariants() {
    if (session.state().isOver()) {
      streams.clear();
      assertThat(session.credits()).isZero();
    } else if (version.usesCredits()) {
      assertThat(session.credits()).isEqualTo(balance).isNotNegative();
    }
    streams.forEach(
        (id, stream) ->
            assertThat(session.streamState(id)).as("stream " + id).isEqualTo(stream.state));
  }

  private boolean is(SessionState state) {
    return session.state() == state;
  }

  /** Wallaroo does not wait for OK before it announces its streams to a sink. */
  private boolean isGreeted() {
    return is(SessionState.STREAMING) || (version.hasControlStream() && is(SessionState.HANDSHAKE));
  }

  private boolean hasCredit() {
    return balance > 0 || !version.usesCredits();
  }

  private boolean isOpen(StreamId id) {
    Stream stream = streams.get(id);
    return stream != null && stream.state == StreamState.OPEN;
  }

  private PointOfReference lastSent(StreamId id) {
    Stream stream = streams.get(id);
    return stream == null ? PointOfReference.NEVER : stream.lastSent;
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
  public void streaming() {
    assertThat(wasOver).isFalse();
  }

  @Override
  public void streamOpened(StreamId id, PointOfReference point) {
    Stream stream = known(id);
    assertThat(stream.state).isEqualTo(StreamState.NOTIFY_SENT);
    stream.state = StreamState.OPEN;
    stream.lastSent = point;
    stream.acknowledged = point;
  }

  @Override
  public void streamRefused(StreamId id) {
    assertThat(known(id).state).isEqualTo(StreamState.NOTIFY_SENT);
    streams.remove(id);
  }

  @Override
  public void acknowledged(StreamId id, PointOfReference point) {
    Stream stream = known(id);
    assertThat(stream.state).isIn(StreamState.OPEN, StreamState.CLOSED);
    assertThat(point).isLessThanOrEqualTo(stream.lastSent).isGreaterThan(stream.acknowledged);
    stream.acknowledged = point;
  }

  @Override
  public void creditsGranted() {
    assertThat(wasOver).isFalse();
  }

  @Override
  public void streamTerminated(StreamId id) {
    Stream stream = known(id);
    assertThat(stream.state).isEqualTo(StreamState.CLOSED);
    if (!version.hasControlStream()) {
      assertThat(stream.acknowledged).isEqualTo(stream.lastSent);
    }
    streams.remove(id);
  }

  @Override
  public void control(TwoPhaseMessage message) {
    assertThat(wasOver).isFalse();
    assertThat(version.hasControlStream()).isTrue();
  }

  @Override
  public void restarted(String address) {
    assertThat(wasOver).isFalse();
  }

  @Override
  public void failed(String text) {
    assertThat(wasOver).isFalse();
  }
}
