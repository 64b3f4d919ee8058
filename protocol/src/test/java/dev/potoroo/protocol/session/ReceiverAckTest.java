package dev.potoroo.protocol.session;

import static dev.potoroo.protocol.session.ProtocolVersion.SINK_DIRECT;
import static dev.potoroo.protocol.session.ProtocolVersion.SOURCE;
import static dev.potoroo.protocol.session.StreamState.CLOSED;
import static dev.potoroo.protocol.session.StreamState.START;
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
import dev.potoroo.protocol.session.ReceiverSession.Limits;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an ACK names, and what it gives back. */
class ReceiverAckTest {

  private static final StreamId STREAM = new StreamId(258);
  private static final StreamId OTHER = new StreamId(259);
  private static final PointOfReference NEVER = PointOfReference.NEVER;

  private final RecordingReceiver told = new RecordingReceiver();
  private final ReceiverSession session = begun(SOURCE, 10, 8);

  @Test
  void hasNothingToSayAtFirst() {
    assertThat(session.takeAck(false)).isNull();
    assertThat(session.takeAck(true)).isNull();
    assertThat(session.isRefillDue()).isFalse();
  }

  @Test
  void comesNeverBeforeOk() {
    ReceiverSession greeted = new ReceiverSession(Set.of(SOURCE), "", new Limits(10, 8, 5), told);
    greeted.receive(new Hello("0.0.1", "", "program", "instance"));

    assertThat(greeted.isRefillDue()).isFalse();
    assertThat(greeted.takeAck(true)).isNull();
  }

  @Test
  void mayOnlyShowThatThisEndLives() {
    assertThat(session.signOfLife()).isEqualTo(new Ack(0, List.of()));
  }

  @Test
  void namesAPointOnce() {
    open(STREAM, NEVER);
    receiveMessage(STREAM, 1);
    receiveMessage(STREAM, 2);

    session.acknowledge(STREAM, new PointOfReference(1));
    session.acknowledge(STREAM, new PointOfReference(2));

    assertThat(session.takeAck(false)).isEqualTo(ack(0, STREAM, 2));
    assertThat(session.takeAck(false)).isNull();
  }

  @Test
  void doesNotRepeatAPointNorGoBack() {
    open(STREAM, new PointOfReference(5));
    receiveMessage(STREAM, 7);
    session.acknowledge(STREAM, new PointOfReference(7));
    session.takeAck(false);

    session.acknowledge(STREAM, new PointOfReference(7));
    session.acknowledge(STREAM, new PointOfReference(6));
    session.acknowledge(STREAM, NEVER);

    assertThat(session.takeAck(false)).isNull();
  }

  @Test
  void doesNotRepeatThePointThatTheStreamOpenedAt() {
    open(STREAM, new PointOfReference(5));

    session.acknowledge(STREAM, new PointOfReference(5));

    assertThat(session.takeAck(false)).isNull();
  }

  @Test
  void refusesToNameWhatWasNeverSeen() {
    open(STREAM, NEVER);
    receiveMessage(STREAM, 7);

    assertThatThrownBy(() -> session.acknowledge(STREAM, new PointOfReference(8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("stream 258 cannot be acknowledged up to 8: the last message seen is 7");
  }

  @Test
  void saysNothingOfAStreamThatIsGoneOrNotOpenYet() {
    session.receive(new Notify(STREAM, "s1", NEVER));

    session.acknowledge(STREAM, new PointOfReference(1));
    session.acknowledge(OTHER, new PointOfReference(1));

    assertThat(session.takeAck(false)).isNull();
  }

  @Test
  void leavesOutAStreamOfWhichNothingIsDone() {
    open(STREAM, NEVER);
    open(OTHER, NEVER);
    receiveMessage(STREAM, 1);
    receiveMessage(OTHER, 1);

    session.acknowledge(OTHER, new PointOfReference(1));

    assertThat(session.takeAck(false)).isEqualTo(ack(0, OTHER, 1));
  }

  @Test
  void answersTheEndOfAStreamAfreshAlsoWhenAllWasAcknowledged() {
    open(STREAM, NEVER);
    receiveMessage(STREAM, 7);
    session.acknowledge(STREAM, new PointOfReference(7));
    session.takeAck(false);

    session.receive(new EndOfStream(STREAM));
    assertThat(session.streamState(STREAM)).isEqualTo(CLOSED);
    session.terminate(STREAM);

    assertThat(session.streamState(STREAM)).isEqualTo(START);
    assertThat(session.takeAck(false)).isEqualTo(ack(0, STREAM, 7));
  }

  @Test
  void answersTheEndWithTheLastMessageSeenAlsoWhenTheRestWereDuplicates() {
    open(STREAM, new PointOfReference(7));
    receiveMessage(STREAM, 6);
    session.receive(new EndOfStream(STREAM));

    session.terminate(STREAM);

    assertThat(session.takeAck(false)).isEqualTo(ack(0, STREAM, 7));
  }

  @Test
  void leavesTheEndOfASourceStreamWithoutMessagesOut() {
    open(STREAM, NEVER);
    session.receive(new EndOfStream(STREAM));

    session.terminate(STREAM);

    assertThat(session.streamState(STREAM)).isEqualTo(START);
    assertThat(session.takeAck(false)).isNull();
  }

  @Test
  void answersTheEndOfASinkStreamWithoutMessages() {
    ReceiverSession sink = begun(SINK_DIRECT, 10, 8);
    sink.receive(new Notify(STREAM, "s1", NEVER));
    sink.open(STREAM, NEVER);
    sink.receive(new EndOfStream(STREAM));

    sink.terminate(STREAM);

    assertThat(sink.takeAck(false)).isEqualTo(new Ack(0, List.of(new StreamAck(STREAM, NEVER))));
  }

  @Test
  void answersNoEndTwice() {
    open(STREAM, NEVER);
    session.receive(new EndOfStream(STREAM));
    session.terminate(STREAM);

    assertThatThrownBy(() -> session.terminate(STREAM))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("stream 258 is START, expected CLOSED");
  }

  @Test
  void doesNotNameTheFormerStreamAfterItsIdIsOpenAgain() {
    open(STREAM, NEVER);
    receiveMessage(STREAM, 7);
    session.receive(new EndOfStream(STREAM));
    session.terminate(STREAM);

    open(STREAM, new PointOfReference(3));

    assertThat(session.takeAck(false)).isNull();
  }

  @Test
  void givesCreditsBackWhenTheThresholdIsReached() {
    open(STREAM, NEVER); // one credit
    assertThat(session.isRefillDue()).isFalse();
    receiveMessage(STREAM, 1); // two of ten: eight are left
    assertThat(session.isRefillDue()).isTrue();

    assertThat(session.takeAck(true)).isEqualTo(new Ack(2, List.of()));
    assertThat(session.isRefillDue()).isFalse();
  }

  @Test
  void chargesADuplicate() {
    open(STREAM, NEVER);

    receiveMessage(STREAM, 1);
    receiveMessage(STREAM, 1);
    receiveMessage(STREAM, 1);

    assertThat(session.takeAck(true)).isEqualTo(new Ack(4, List.of()));
  }

  @Test
  void doesNotChargeForTheEnd() {
    open(STREAM, NEVER);
    session.receive(new EndOfStream(STREAM));

    assertThat(session.takeAck(true)).isEqualTo(new Ack(1, List.of()));
  }

  @Test
  void givesTheCreditOfARefusedStreamBack() {
    session.receive(new Notify(STREAM, "s1", NEVER));
    session.refuse(STREAM);

    assertThat(session.takeAck(true)).isEqualTo(new Ack(1, List.of()));
  }

  @Test
  void namesStreamsAndGivesNothingBackWhileCreditsAreWithheld() {
    open(STREAM, NEVER);
    receiveMessage(STREAM, 1);
    session.acknowledge(STREAM, new PointOfReference(1));

    assertThat(session.takeAck(false)).isEqualTo(ack(0, STREAM, 1));
    assertThat(session.takeAck(true)).isEqualTo(new Ack(2, List.of()));
  }

  @Test
  void takesNoMessageBeyondTheCredits() {
    open(STREAM, NEVER);
    for (int id = 1; id <= 9; id++) {
      receiveMessage(STREAM, id);
    }

    assertThatThrownBy(() -> receiveMessage(STREAM, 10))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Too many messages: stream 258 sent message 10 without a credit");
    assertThat(told.calls()).endsWith("message 9 on 258");
  }

  @Test
  void paysTheCreditsThatNotifyTookWithoutHavingThem() {
    ReceiverSession small = begun(SOURCE, 1, 0);
    small.receive(new Notify(new StreamId(1), "s1", NEVER));
    small.receive(new Notify(new StreamId(2), "s2", NEVER));
    small.receive(new Notify(new StreamId(3), "s3", NEVER));

    assertThat(small.isRefillDue()).isTrue();
    assertThat(small.takeAck(true)).isEqualTo(new Ack(3, List.of()));
  }

  private ReceiverSession begun(ProtocolVersion version, int maxCredits, int refillCredits) {
    ReceiverSession begun =
        new ReceiverSession(Set.of(version), "", new Limits(maxCredits, refillCredits, 5), told);
    begun.receive(new Hello(version.text(), "", "program", "instance"));
    begun.accept();
    return begun;
  }

  private void open(StreamId stream, PointOfReference point) {
    session.receive(new Notify(stream, "name", NEVER));
    session.open(stream, point);
  }

  private void receiveMessage(StreamId stream, long id) {
    session.receive(new Message(stream, new MessageId(id), 0, Message.NO_BYTES, Message.NO_BYTES));
  }

  private static Ack ack(int credits, StreamId stream, long point) {
    return new Ack(credits, List.of(new StreamAck(stream, new PointOfReference(point))));
  }
}
