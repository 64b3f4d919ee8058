package dev.potoroo.protocol.session;

import static dev.potoroo.protocol.session.ProtocolVersion.SINK_DIRECT;
import static dev.potoroo.protocol.session.ProtocolVersion.SOURCE;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an ACK means to the end that sends. */
class SenderAckTest {

  private static final StreamId STREAM = new StreamId(258);
  private static final PointOfReference NEVER = PointOfReference.NEVER;

  private final RecordingSender told = new RecordingSender();
  private final SenderSession session = begun(SOURCE, told);

  @Test
  void addsCredits() {
    session.receive(new Ack(-1, List.of())); // 2^32-1

    assertThat(told.calls()).containsExactly("credits");
    assertThat(session.credits()).isEqualTo(100 + 4_294_967_295L);
  }

  @Test
  void mayBringNothingAtAll() {
    session.receive(new Ack(0, List.of()));

    assertThat(told.calls()).isEmpty();
    assertThat(session.credits()).isEqualTo(100);
  }

  @Test
  void isHandedOnWhenItIsNews() {
    open(session, new PointOfReference(5));
    message(7);
    message(9);

    session.receive(ack(7));
    session.receive(ack(7));
    session.receive(ack(6));
    session.receive(ack(5));
    session.receive(ack(NEVER.value()));
    session.receive(ack(9));

    assertThat(told.calls()).containsExactly("acknowledged 258 to 7", "acknowledged 258 to 9");
  }

  @Test
  void mayNameAPointBetweenTheMessagesThatWereSent() {
    open(session, NEVER);
    message(7);
    message(9);

    session.receive(ack(8));

    assertThat(told.calls()).containsExactly("acknowledged 258 to 8");
  }

  @Test
  void mayNameStreamsThatAreNotHere() {
    session.receive(ack(7));

    assertThat(told.calls()).isEmpty();
  }

  @Test
  void mayNameAStreamThatIsAnnouncedAnew() {
    session.announce(STREAM, "s1", NEVER);

    session.receive(ack(7));

    assertThat(told.calls()).isEmpty();
  }

  @Test
  void mustNotGoBeyondWhatWasSent() {
    open(session, NEVER);
    message(7);

    assertThatThrownBy(() -> session.receive(ack(8)))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(
            "Unexpected ACK: stream 258 is acknowledged up to 8, the last message sent is 7");
    assertThat(told.calls()).isEmpty();
  }

  @Test
  void terminatesAnEndedStreamWhenItNamesTheLastMessage() {
    open(session, NEVER);
    message(7);
    message(9);
    session.endOfStream(STREAM);

    session.receive(ack(7));
    assertThat(session.streamState(STREAM)).isEqualTo(CLOSED);
    session.receive(ack(9));

    assertThat(session.streamState(STREAM)).isEqualTo(TERMINATED);
    assertThat(told.calls())
        .containsExactly("acknowledged 258 to 7", "acknowledged 258 to 9", "terminated 258");
  }

  @Test
  void isAwaitedAfreshWhenAllWasAcknowledgedBeforeTheEnd() {
    open(session, NEVER);
    message(7);
    session.receive(ack(7));
    session.endOfStream(STREAM);
    assertThat(session.streamState(STREAM)).isEqualTo(CLOSED);
    told.calls();

    session.receive(ack(7));

    assertThat(told.calls()).containsExactly("terminated 258");
  }

  @Test
  void doesNotAnswerAnEndThatIsSaidBecauseOfIt() {
    List<StreamId> endedBy = new ArrayList<>();
    RecordingSender ending = new RecordingSender();
    SenderSession eager = begun(SOURCE, ending);
    open(eager, NEVER);
    eager.message(STREAM, new MessageId(7), 0, Message.NO_BYTES, Message.NO_BYTES);
    ending.onAcknowledged(
        stream -> {
          eager.endOfStream(stream);
          endedBy.add(stream);
        });

    eager.receive(ack(7));

    assertThat(endedBy).containsExactly(STREAM);
    assertThat(eager.streamState(STREAM)).isEqualTo(CLOSED);
  }

  @Test
  void bringsNothingMoreOnceItsListenerHasEndedTheSession() {
    open(session, NEVER);
    message(7);
    told.onAcknowledged(stream -> session.disconnected());

    session.receive(new Ack(5, List.of(new StreamAck(STREAM, new PointOfReference(7)))));

    assertThat(told.calls()).containsExactly("acknowledged 258 to 7");
    assertThat(session.credits()).isZero();
  }

  @Test
  void saysNeverForASinkStreamThatEndsWithoutMessages() {
    SenderSession application = begun(SINK_DIRECT, told);
    open(application, NEVER);

    application.endOfStream(STREAM);
    assertThat(application.streamState(STREAM)).isEqualTo(CLOSED);
    application.receive(ack(NEVER.value()));

    assertThat(told.calls()).containsExactly("terminated 258");
  }

  @Test
  void leavesAnOpenStreamOpen() {
    open(session, NEVER);
    message(7);

    session.receive(ack(7));

    assertThat(session.streamState(STREAM)).isEqualTo(OPEN);
  }

  private static SenderSession begun(ProtocolVersion version, RecordingSender told) {
    SenderSession begun = new SenderSession(version, told);
    begun.hello("", "program", "instance");
    begun.receive(new Ok(100));
    told.calls();
    return begun;
  }

  private void open(SenderSession sender, PointOfReference point) {
    sender.announce(STREAM, "s1", NEVER);
    sender.receive(new NotifyAck(true, STREAM, point));
    told.calls();
  }

  private void message(long id) {
    session.message(STREAM, new MessageId(id), 0, Message.NO_BYTES, Message.NO_BYTES);
  }

  private static Ack ack(long point) {
    return new Ack(0, List.of(new StreamAck(STREAM, new PointOfReference(point))));
  }
}
