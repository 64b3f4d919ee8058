package dev.potoroo.protocol.session;

import static dev.potoroo.protocol.session.ProtocolVersion.SINK_DIRECT;
import static dev.potoroo.protocol.session.ProtocolVersion.SINK_TWO_PHASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.Ack.StreamAck;
import dev.potoroo.protocol.frame.EndOfStream;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.Ok;
import dev.potoroo.protocol.session.ReceiverSession.Limits;
import dev.potoroo.protocol.twophase.ListUncommitted;
import dev.potoroo.protocol.twophase.Phase1Reply;
import dev.potoroo.protocol.twophase.Phase2;
import dev.potoroo.protocol.twophase.ReplyUncommitted;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A sink's end of a two-phase session. */
class ReceiverTwoPhaseTest {

  private static final StreamId DATA = new StreamId(1);
  private static final PointOfReference START = new PointOfReference(0);

  private final RecordingReceiver told = new RecordingReceiver();

  @Test
  void takesStreamAndQuestionBeforeOk() {
    ReceiverSession session = greeted(new Limits(500, 250, 5));

    session.receive(new Notify(DATA, "out", START));
    session.receive(new ListUncommitted(7).toMessage());

    assertThat(told.calls())
        .endsWith("announced 1 out at 0", "control ListUncommitted[requestTag=7]");
  }

  @Test
  void answersOnlyAfterOk() {
    ReceiverSession session = greeted(new Limits(500, 250, 5));
    session.receive(new Notify(DATA, "out", START));

    assertThatThrownBy(() -> session.open(DATA, START))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("session is HANDSHAKE, expected STREAMING");
    assertThatThrownBy(() -> session.control(new ReplyUncommitted(7, List.of())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("session is HANDSHAKE, expected STREAMING");
  }

  @Test
  void grantsWhatItWasToldThoughNotifyCameFirst() {
    ReceiverSession session = greeted(new Limits(500, 250, 5));
    session.receive(new Notify(DATA, "out", START));

    assertThat(session.accept()).isEqualTo(new Ok(500));
  }

  @Test
  void grantsAtLeastTwoCreditsForWallarooTakesNoLess() {
    ReceiverSession session = greeted(new Limits(1, 0, 5));

    assertThat(session.accept()).isEqualTo(new Ok(2));
  }

  @Test
  void takesAnyNumberOfMessagesAndSendsNoAck() {
    ReceiverSession session = begun();

    for (int offset = 0; offset < 2000; offset++) {
      session.receive(
          new Message(DATA, new MessageId(1 + offset), 0, Message.NO_BYTES, new byte[1]));
    }

    assertThat(told.calls()).endsWith("message 2000 on 1");
    assertThat(session.isRefillDue()).isFalse();
    assertThat(session.takeAck(true)).isNull();
    assertThatThrownBy(() -> session.acknowledge(DATA, new PointOfReference(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a two-phase session has no acks but the answer to EOS");
  }

  @Test
  void answersTheEndOfTheDataWithAnAck() {
    ReceiverSession session = begun();
    session.receive(new Message(DATA, new MessageId(12), 0, Message.NO_BYTES, new byte[1]));
    session.receive(new EndOfStream(DATA));

    session.terminate(DATA);

    assertThat(session.takeAck(true))
        .isEqualTo(new Ack(0, List.of(new StreamAck(DATA, new PointOfReference(12)))));
  }

  @Test
  void refusesTheMessagesThatOnlyItMaySend() {
    ReceiverSession session = begun();

    assertThatThrownBy(() -> session.receive(new Phase1Reply("t", true).toMessage()))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Unexpected message from an application: REPLY");
  }

  @Test
  void sendsNoMessageOfTheApplication() {
    ReceiverSession session = begun();

    assertThatThrownBy(() -> session.control(new Phase2("t", true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("PHASE2 is for the application to send");
  }

  @Test
  void refusesANotifyOfStreamZero() {
    ReceiverSession session = begun();

    assertThatThrownBy(() -> session.receive(new Notify(StreamId.CONTROL, "", START)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Unexpected frame: NOTIFY of stream 0, which is always there");
  }

  @Test
  void refusesASecondNotifyBeforeOk() {
    ReceiverSession session = greeted(new Limits(500, 250, 5));
    session.receive(new Notify(DATA, "out", START));

    assertThatThrownBy(() -> session.receive(new Notify(DATA, "out", START)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Unexpected frame: NOTIFY in session state HANDSHAKE");
    assertThat(told.replies()).isEmpty();
  }

  @Test
  void hasNoStreamZeroInDirectDelivery() {
    ReceiverSession session =
        new ReceiverSession(Set.of(SINK_DIRECT), "", new Limits(10, 5, 5), told);
    session.receive(new Hello(SINK_DIRECT.text(), "", "program", "worker"));
    session.accept();

    assertThatThrownBy(() -> session.control(new Phase1Reply("t", true)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("there is no stream 0 in this session");
    assertThatThrownBy(() -> session.receive(new ListUncommitted(7).toMessage()))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("Bad/unregistered stream_id 0 with message_id 0");
  }

  private ReceiverSession greeted(Limits limits) {
    ReceiverSession session = new ReceiverSession(Set.of(SINK_TWO_PHASE), "", limits, told);
    session.receive(new Hello(SINK_TWO_PHASE.text(), "", "program", "worker"));
    return session;
  }

  private ReceiverSession begun() {
    ReceiverSession session = greeted(new Limits(500, 250, 5));
    session.receive(new Notify(DATA, "out", START));
    session.accept();
    session.open(DATA, START);
    return session;
  }
}
