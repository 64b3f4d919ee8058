package dev.potoroo.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.Ack.StreamAck;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.protocol.frame.Ok;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the end that sends waits for. */
class SenderOwedTest {

  private static final StreamId STREAM = new StreamId(258);
  private static final StreamId OTHER = new StreamId(259);
  private static final PointOfReference NEVER = PointOfReference.NEVER;

  private final SenderSession session = begun(ProtocolVersion.SOURCE);

  private static SenderSession begun(ProtocolVersion version) {
    SenderSession begun = new SenderSession(version, new RecordingSender());
    begun.hello("", "program", "instance");
    begun.receive(new Ok(100));
    return begun;
  }

  private static void open(SenderSession sender, StreamId stream) {
    sender.announce(stream, "s1", NEVER);
    sender.receive(new NotifyAck(true, stream, NEVER));
  }

  private static void message(SenderSession sender, StreamId stream) {
    sender.message(stream, new MessageId(7), 0, Message.NO_BYTES, Message.NO_BYTES);
  }

  private static Ack ack(StreamId stream) {
    return new Ack(0, List.of(new StreamAck(stream, new PointOfReference(7))));
  }

  @Test
  void isNothingOnAnOpenStreamOfWhichNothingWasSent() {
    open(session, STREAM);

    assertThat(session.owed()).isNull();
  }

  @Test
  void isTheAnswerToNotify() {
    session.announce(STREAM, "s1", NEVER);

    assertThat(session.owed()).isEqualTo("the answer to the NOTIFY of stream 258");
  }

  @Test
  void isNothingOnceTheStreamIsRefused() {
    session.announce(STREAM, "s1", NEVER);

    session.receive(new NotifyAck(false, STREAM, NEVER));

    assertThat(session.owed()).isNull();
  }

  @Test
  void isTheAckOfTheLastMessageAndNothingOnceItHasCome() {
    open(session, STREAM);
    message(session, STREAM);
    assertThat(session.owed()).isEqualTo("an ACK up to message 7 of stream 258");

    session.receive(ack(STREAM));

    assertThat(session.owed()).isNull();
  }

  @Test
  void isTheAnswerToTheEndThoughAllWasAcknowledgedBefore() {
    open(session, STREAM);
    message(session, STREAM);
    session.receive(ack(STREAM));

    session.endOfStream(STREAM);

    assertThat(session.owed()).isEqualTo("the answer to the end of stream 258");
  }

  @Test
  void namesOneStreamAndCountsTheOthers() {
    open(session, STREAM);
    open(session, OTHER);
    message(session, STREAM);
    message(session, OTHER);

    assertThat(session.owed()).startsWith("an ACK").endsWith(", and something on 1 more");
  }

  @Test
  void isNoAckFromASinkThatAcknowledgesByItsVote() {
    SenderSession wallaroo = begun(ProtocolVersion.SINK_TWO_PHASE);
    open(wallaroo, STREAM);

    message(wallaroo, STREAM);

    assertThat(wallaroo.owed()).isNull();
  }

  @Test
  void isNothingWhenTheSessionIsOver() {
    open(session, STREAM);
    message(session, STREAM);

    session.disconnected();

    assertThat(session.owed()).isNull();
  }
}
