package dev.potoroo.protocol.session;

import static dev.potoroo.protocol.session.ProtocolVersion.SOURCE;
import static dev.potoroo.protocol.session.SessionState.ERROR;
import static dev.potoroo.protocol.session.StreamState.CLOSED;
import static dev.potoroo.protocol.session.StreamState.NOTIFY_SENT;
import static dev.potoroo.protocol.session.StreamState.OPEN;
import static dev.potoroo.protocol.session.StreamState.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.ProtocolException;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.EndOfStream;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.protocol.session.ReceiverSession.Limits;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What may come on which stream, and what of it is handed on. */
class ReceiverStreamTest {

  private static final StreamId STREAM = new StreamId(258);
  private static final PointOfReference NEVER = PointOfReference.NEVER;

  private final RecordingReceiver told = new RecordingReceiver();
  private final ReceiverSession session =
      new ReceiverSession(Set.of(SOURCE), "", new Limits(100, 50, 2), told);

  @BeforeEach
  void begin() {
    session.receive(new Hello("0.0.1", "", "program", "instance"));
    session.accept();
    told.calls();
  }

  @Test
  void opensAnAnnouncedStream() {
    session.receive(new Notify(STREAM, "s1", new PointOfReference(0)));
    assertThat(told.calls()).containsExactly("announced 258 s1 at 0");
    assertThat(session.streamState(STREAM)).isEqualTo(NOTIFY_SENT);

    NotifyAck answer = session.open(STREAM, NEVER);

    assertThat(answer).isEqualTo(new NotifyAck(true, STREAM, NEVER));
    assertThat(session.streamState(STREAM)).isEqualTo(OPEN);
  }

  @Test
  void refusesAStreamThatIsInUseElsewhere() {
    session.receive(new Notify(STREAM, "s1", new PointOfReference(5)));

    NotifyAck answer = session.refuse(STREAM);

    assertThat(answer).isEqualTo(new NotifyAck(false, STREAM, NEVER));
    assertThat(session.streamState(STREAM)).isEqualTo(START);
  }

  @Test
  void refusesByItselfAnIdThatIsAlreadyHere() {
    open(NEVER);

    session.receive(new Notify(STREAM, "again", new PointOfReference(5)));

    assertThat(told.calls()).isEmpty();
    assertThat(told.replies())
        .containsExactly(new NotifyAck(false, STREAM, new PointOfReference(5)));
    assertThat(session.streamState(STREAM)).isEqualTo(OPEN);
  }

  @Test
  void refusesAnIdWhoseEndIsNotYetAnswered() {
    open(NEVER);
    receiveMessage(1);
    session.receive(new EndOfStream(STREAM));

    session.receive(new Notify(STREAM, "again", NEVER));

    assertThat(told.replies()).containsExactly(new NotifyAck(false, STREAM, NEVER));
    assertThat(session.streamState(STREAM)).isEqualTo(CLOSED);
  }

  @Test
  void takesNoMoreStreamsThanItsLimit() {
    session.receive(new Notify(new StreamId(1), "s1", NEVER));
    session.receive(new Notify(new StreamId(2), "s2", NEVER));

    assertThatThrownBy(() -> session.receive(new Notify(new StreamId(3), "s3", NEVER)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Too many streams: expected at most 2 on one connection");
    assertThat(session.state()).isEqualTo(ERROR);
  }

  @Test
  void hasRoomAgainAfterARefusal() {
    session.receive(new Notify(new StreamId(1), "s1", NEVER));
    session.receive(new Notify(new StreamId(2), "s2", NEVER));
    session.refuse(new StreamId(1));

    session.receive(new Notify(new StreamId(3), "s3", NEVER));

    assertThat(told.calls()).endsWith("announced 3 s3 at never");
  }

  @Test
  void refusesAMessageOnAStreamThatIsNotOpen() {
    assertThatThrownBy(() -> receiveMessage(7))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(
            "Bad/unregistered stream_id 258 with message_id 7: expected an open stream, it is"
                + " START");
  }

  @Test
  void refusesAMessageBeforeTheAnswerToNotify() {
    session.receive(new Notify(STREAM, "s1", NEVER));

    assertThatThrownBy(() -> receiveMessage(7))
        .isInstanceOf(ProtocolException.class)
        .hasMessageEndingWith("it is NOTIFY_SENT");
  }

  @Test
  void refusesAMessageAfterTheEnd() {
    open(NEVER);
    session.receive(new EndOfStream(STREAM));

    assertThatThrownBy(() -> receiveMessage(7))
        .isInstanceOf(ProtocolException.class)
        .hasMessageEndingWith("it is CLOSED");
  }

  @Test
  void refusesTheEndOfAStreamThatIsNotOpen() {
    assertThatThrownBy(() -> session.receive(new EndOfStream(STREAM)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(
            "Unexpected frame: EOS_MESSAGE for stream 258, expected an open stream, it is START");
  }

  @Test
  void handsOnEachMessageOnce() {
    open(NEVER);

    receiveMessage(0);
    receiveMessage(3);
    receiveMessage(3);
    receiveMessage(1);
    receiveMessage(-2); // 2^64-2, the highest id

    assertThat(told.calls())
        .containsExactly(
            "message 0 on 258", "message 3 on 258", "message 18446744073709551614 on 258");
  }

  @Test
  void dropsWhatIsAtOrBelowThePointThatItOpenedAt() {
    open(new PointOfReference(17));

    receiveMessage(16);
    receiveMessage(17);
    receiveMessage(18);

    assertThat(told.calls()).containsExactly("message 18 on 258");
  }

  @Test
  void openAndRefuseAreForAnnouncedStreamsOnly() {
    assertThatThrownBy(() -> session.open(STREAM, NEVER))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("stream 258 is START, expected NOTIFY_SENT");
    open(NEVER);
    assertThatThrownBy(() -> session.refuse(STREAM))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("stream 258 is OPEN, expected NOTIFY_SENT");
  }

  @Test
  void losesEveryStreamWithTheConnection() {
    open(NEVER);

    session.disconnected();

    assertThat(session.streamState(STREAM)).isEqualTo(START);
    assertThatThrownBy(() -> session.open(STREAM, NEVER))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("session is DISCONNECTED, expected STREAMING");
  }

  private void open(PointOfReference point) {
    session.receive(new Notify(STREAM, "s1", NEVER));
    session.open(STREAM, point);
    told.calls();
  }

  private void receiveMessage(long id) {
    session.receive(new Message(STREAM, new MessageId(id), 0, Message.NO_BYTES, Message.NO_BYTES));
  }
}
