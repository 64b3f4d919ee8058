package dev.potoroo.protocol.session;

import static dev.potoroo.protocol.session.ProtocolVersion.SOURCE;
import static dev.potoroo.protocol.session.StreamState.CLOSED;
import static dev.potoroo.protocol.session.StreamState.NOTIFY_SENT;
import static dev.potoroo.protocol.session.StreamState.OPEN;
import static dev.potoroo.protocol.session.StreamState.START;
import static dev.potoroo.protocol.session.StreamState.TERMINATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.Ack.StreamAck;
import dev.potoroo.protocol.frame.EndOfStream;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.protocol.frame.Ok;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What may be sent on which stream, and what it costs. */
class SenderStreamTest {

  private static final StreamId STREAM = new StreamId(258);
  private static final PointOfReference NEVER = PointOfReference.NEVER;

  private final RecordingSender told = new RecordingSender();
  private final SenderSession session = new SenderSession(SOURCE, told);

  @BeforeEach
  void begin() {
    session.hello("", "program", "instance");
    session.receive(new Ok(3));
    told.calls();
  }

  @Test
  void announcesAStreamForACredit() {
    Notify notify = session.announce(STREAM, "s1", new PointOfReference(4));

    assertThat(notify).isEqualTo(new Notify(STREAM, "s1", new PointOfReference(4)));
    assertThat(session.streamState(STREAM)).isEqualTo(NOTIFY_SENT);
    assertThat(session.credits()).isEqualTo(2);
  }

  @Test
  void followsThePointOfTheAnswerAndNotItsOwn() {
    session.announce(STREAM, "s1", new PointOfReference(4));

    session.receive(new NotifyAck(true, STREAM, new PointOfReference(2)));

    assertThat(told.calls()).containsExactly("opened 258 at 2");
    assertThat(message(3).messageId()).isEqualTo(new MessageId(3));
  }

  @Test
  void announcesNoStreamTwice() {
    session.announce(STREAM, "s1", NEVER);

    assertThatThrownBy(() -> session.announce(STREAM, "s1", NEVER))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("stream 258 is NOTIFY_SENT, expected START or TERMINATED");
    assertThat(session.credits()).isEqualTo(2);
  }

  @Test
  void doesNotGetTheCreditOfARefusedStreamBack() {
    session.announce(STREAM, "s1", NEVER);

    session.receive(new NotifyAck(false, STREAM, NEVER));

    assertThat(told.calls()).containsExactly("refused 258");
    assertThat(session.streamState(STREAM)).isEqualTo(START);
    assertThat(session.credits()).isEqualTo(2);
  }

  @Test
  void refusesAnAnswerToWhatItDidNotAnnounce() {
    assertThatThrownBy(() -> session.receive(new NotifyAck(true, STREAM, NEVER)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(
            "Unexpected frame: NOTIFY_ACK for stream 258, expected one that was announced, it is"
                + " START");
  }

  @Test
  void refusesASecondAnswer() {
    open(NEVER);

    assertThatThrownBy(() -> session.receive(new NotifyAck(false, STREAM, NEVER)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageEndingWith("it is OPEN");
  }

  @Test
  void sendsNoMessageBeforeTheAnswer() {
    session.announce(STREAM, "s1", NEVER);

    assertThatThrownBy(() -> message(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("stream 258 is NOTIFY_SENT, expected OPEN");
    assertThat(session.credits()).isEqualTo(2);
  }

  @Test
  void sendsIdsThatIncreaseAndNoOthers() {
    open(new PointOfReference(17));

    assertThatThrownBy(() -> message(17))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("message ids of a stream strictly increase: stream 258 got 17 after 17");
    message(20);
    assertThatThrownBy(() -> message(19))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("message ids of a stream strictly increase: stream 258 got 19 after 20");
    assertThat(session.credits()).isEqualTo(1);
  }

  @Test
  void beginsANewStreamWithAnyId() {
    open(NEVER);

    assertThat(message(0).messageId()).isEqualTo(new MessageId(0));
  }

  @Test
  void sendsNothingWithoutACredit() {
    open(NEVER);
    message(1);
    message(2);

    assertThat(session.credits()).isZero();
    assertThatThrownBy(() -> message(3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no credit left: wait for an ACK");
    assertThatThrownBy(() -> session.announce(new StreamId(1), "s2", NEVER))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no credit left: wait for an ACK");
  }

  @Test
  void goesOnWhereItStoodWhenCreditsCome() {
    open(NEVER);
    message(1);
    message(2);
    assertThatThrownBy(() -> message(3)).isInstanceOf(IllegalStateException.class);

    session.receive(new Ack(2, List.of()));

    assertThat(told.calls()).containsExactly("credits");
    assertThat(message(3).messageId()).isEqualTo(new MessageId(3));
    assertThat(session.announce(new StreamId(1), "s2", NEVER)).isNotNull();
  }

  @Test
  void endsAStreamWithoutACredit() {
    open(NEVER);
    message(1);
    message(2);

    assertThat(session.endOfStream(STREAM)).isEqualTo(new EndOfStream(STREAM));
    assertThat(session.streamState(STREAM)).isEqualTo(CLOSED);
  }

  @Test
  void endsOnlyAnOpenStreamAndOnlyOnce() {
    assertThatThrownBy(() -> session.endOfStream(STREAM))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("stream 258 is START, expected OPEN");
    open(NEVER);
    message(1);
    session.endOfStream(STREAM);
    assertThatThrownBy(() -> session.endOfStream(STREAM))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("stream 258 is CLOSED, expected OPEN");
  }

  @Test
  void isDoneAtOnceWithAStreamOfWhichNothingWasEverSent() {
    open(NEVER);

    session.endOfStream(STREAM);

    assertThat(told.calls()).containsExactly("terminated 258");
    assertThat(session.streamState(STREAM)).isEqualTo(TERMINATED);
    session.receive(new Ack(0, List.of(new StreamAck(STREAM, NEVER))));
    assertThat(told.calls()).isEmpty();
  }

  @Test
  void forgetsATerminatedStreamAndNoOther() {
    open(NEVER);
    session.forget(STREAM);
    assertThat(session.streamState(STREAM)).isEqualTo(OPEN);

    session.endOfStream(STREAM);
    session.forget(STREAM);

    assertThat(session.streamState(STREAM)).isEqualTo(START);
  }

  @Test
  void losesEveryStreamWithTheConnection() {
    open(NEVER);

    session.disconnected();

    assertThat(session.streamState(STREAM)).isEqualTo(START);
  }

  private void open(PointOfReference point) {
    session.announce(STREAM, "s1", NEVER);
    session.receive(new NotifyAck(true, STREAM, point));
    told.calls();
  }

  private Message message(long id) {
    return session.message(STREAM, new MessageId(id), 0, Message.NO_BYTES, Message.NO_BYTES);
  }
}
