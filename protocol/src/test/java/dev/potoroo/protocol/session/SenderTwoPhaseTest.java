package dev.potoroo.protocol.session;

import static dev.potoroo.protocol.session.ProtocolVersion.SINK_DIRECT;
import static dev.potoroo.protocol.session.ProtocolVersion.SINK_TWO_PHASE;
import static dev.potoroo.protocol.session.StreamState.CLOSED;
import static dev.potoroo.protocol.session.StreamState.OPEN;
import static dev.potoroo.protocol.session.StreamState.TERMINATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.Ack.StreamAck;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.protocol.frame.Ok;
import dev.potoroo.protocol.twophase.ListUncommitted;
import dev.potoroo.protocol.twophase.Phase1Reply;
import dev.potoroo.protocol.twophase.Phase2;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The application's end of a two-phase session. */
class SenderTwoPhaseTest {

  private static final StreamId DATA = new StreamId(1);
  private static final PointOfReference START = new PointOfReference(0);

  private final RecordingSender told = new RecordingSender();
  private final SenderSession session = new SenderSession(SINK_TWO_PHASE, told);

  @Test
  void announcesAndAsksBeforeOk() {
    session.hello("", "program", "worker");

    assertThat(session.announce(DATA, "out", START)).isNotNull();
    assertThat(session.control(new ListUncommitted(7)).streamId()).isEqualTo(StreamId.CONTROL);
  }

  @Test
  void saysNothingBeforeHello() {
    assertThatThrownBy(() -> session.control(new ListUncommitted(7)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("session is CONNECTED, expected STREAMING");
  }

  @Test
  void takesNoAnswerBeforeOk() {
    session.hello("", "program", "worker");
    session.announce(DATA, "out", START);

    assertThatThrownBy(() -> session.receive(new NotifyAck(true, DATA, START)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Unexpected frame: NOTIFY_ACK in session state HANDSHAKE");
  }

  @Test
  void isNotHeldBackByCredits() {
    begin();

    for (int offset = 1; offset <= 700; offset++) {
      session.message(DATA, new MessageId(offset), 0, Message.NO_BYTES, new byte[1]);
    }

    assertThat(session.credits()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void hasItsVoteHandedOn() {
    begin();

    session.receive(new Phase1Reply("t", false).toMessage());

    assertThat(told.calls()).containsExactly("control Phase1Reply[transactionId=t, commit=false]");
  }

  @Test
  void refusesTheMessagesThatOnlyItMaySend() {
    begin();

    assertThatThrownBy(() -> session.receive(new Phase2("t", true).toMessage()))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Unexpected message from a sink: PHASE2");
  }

  @Test
  void refusesDataFromASink() {
    begin();

    assertThatThrownBy(
            () ->
                session.receive(
                    new Message(DATA, new MessageId(1), 0, Message.NO_BYTES, new byte[1])))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Unexpected frame: MESSAGE on stream 1 from the receiving end");
  }

  @Test
  void sendsNoMessageOfTheSink() {
    begin();

    assertThatThrownBy(() -> session.control(new Phase1Reply("t", true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("REPLY is for a sink to send");
  }

  @Test
  void announcesNoStreamZero() {
    begin();

    assertThatThrownBy(() -> session.announce(StreamId.CONTROL, "", START))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("stream 0 is there without being announced");
  }

  @Test
  void takesTheByteCountInTheAnswerToTheEnd() {
    begin();
    session.message(DATA, new MessageId(1), 0, Message.NO_BYTES, new byte[12]);
    Ack upToTheEndOfTheBytes = new Ack(1, List.of(new StreamAck(DATA, new PointOfReference(13))));

    session.receive(upToTheEndOfTheBytes);
    assertThat(session.streamState(DATA)).isEqualTo(OPEN);
    session.endOfStream(DATA);
    assertThat(session.streamState(DATA)).isEqualTo(CLOSED);
    session.receive(upToTheEndOfTheBytes);

    assertThat(session.streamState(DATA)).isEqualTo(TERMINATED);
    assertThat(told.calls()).containsExactly("credits", "terminated 1", "credits");
  }

  @Test
  void hasNoStreamZeroInDirectDelivery() {
    SenderSession direct = new SenderSession(SINK_DIRECT, told);
    direct.hello("", "program", "worker");

    assertThatThrownBy(() -> direct.control(new ListUncommitted(7)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("there is no stream 0 with version potoroo/1");
  }

  private void begin() {
    session.hello("", "program", "worker");
    session.announce(DATA, "out", START);
    session.receive(new Ok(500));
    session.receive(new NotifyAck(true, DATA, START));
    told.calls();
  }
}
