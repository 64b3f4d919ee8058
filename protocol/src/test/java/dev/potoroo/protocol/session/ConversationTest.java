package dev.potoroo.protocol.session;

import static dev.potoroo.protocol.session.ProtocolVersion.SINK_DIRECT;
import static dev.potoroo.protocol.session.ProtocolVersion.SINK_TWO_PHASE;
import static dev.potoroo.protocol.session.ProtocolVersion.SOURCE;
import static dev.potoroo.protocol.session.SessionState.DISCONNECTED;
import static dev.potoroo.protocol.session.SessionState.ERROR;
import static dev.potoroo.protocol.session.SessionState.HANDSHAKE;
import static dev.potoroo.protocol.session.SessionState.STREAMING;
import static dev.potoroo.protocol.session.StreamState.CLOSED;
import static dev.potoroo.protocol.session.StreamState.NOTIFY_SENT;
import static dev.potoroo.protocol.session.StreamState.OPEN;
import static dev.potoroo.protocol.session.StreamState.START;
import static dev.potoroo.protocol.session.StreamState.TERMINATED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.session.ReceiverSession.Limits;
import dev.potoroo.protocol.twophase.ListUncommitted;
import dev.potoroo.protocol.twophase.Phase1;
import dev.potoroo.protocol.twophase.Phase1Reply;
import dev.potoroo.protocol.twophase.Phase2;
import dev.potoroo.protocol.twophase.ReplyUncommitted;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The two ends of a session against each other, frame by frame. */
class ConversationTest {

  private static final StreamId STREAM = new StreamId(258);
  private static final PointOfReference NEVER = PointOfReference.NEVER;

  @Test
  void takesASourceFromHelloToTheAnswerToItsEnd() {
    Conversation talk = new Conversation(SOURCE, new Limits(10, 8, 1));
    SenderSession source = talk.sender;
    ReceiverSession application = talk.receiver;

    talk.toReceiver(source.hello("ck", "program", "instance"));
    assertThat(talk.toldReceiver.calls()).containsExactly("greeted by instance with SOURCE");
    assertThat(source.state()).isEqualTo(HANDSHAKE);
    assertThat(application.state()).isEqualTo(HANDSHAKE);

    talk.toSender(application.accept());
    assertThat(talk.toldSender.calls()).containsExactly("streaming", "credits");
    assertThat(source.state()).isEqualTo(STREAMING);
    assertThat(source.credits()).isEqualTo(10);

    talk.toReceiver(source.announce(STREAM, "s1", NEVER));
    assertThat(talk.toldReceiver.calls()).containsExactly("announced 258 s1 at never");
    assertThat(source.streamState(STREAM)).isEqualTo(NOTIFY_SENT);
    assertThat(application.streamState(STREAM)).isEqualTo(NOTIFY_SENT);

    talk.toSender(application.open(STREAM, NEVER));
    assertThat(talk.toldSender.calls()).containsExactly("opened 258 at never");
    assertThat(source.streamState(STREAM)).isEqualTo(OPEN);

    talk.toReceiver(message(source, 1));
    talk.toReceiver(message(source, 5));
    assertThat(talk.toldReceiver.calls()).containsExactly("message 1 on 258", "message 5 on 258");
    assertThat(source.credits()).isEqualTo(7);

    application.acknowledge(STREAM, new PointOfReference(1));
    assertThat(application.isRefillDue()).isTrue();
    talk.ackToSender(true);
    assertThat(talk.toldSender.calls()).containsExactly("acknowledged 258 to 1", "credits");
    assertThat(source.credits()).isEqualTo(10);

    talk.toReceiver(source.endOfStream(STREAM));
    assertThat(talk.toldReceiver.calls()).containsExactly("ended 258");
    assertThat(source.streamState(STREAM)).isEqualTo(CLOSED);

    application.terminate(STREAM);
    talk.ackToSender(false);
    assertThat(talk.toldSender.calls()).containsExactly("acknowledged 258 to 5", "terminated 258");
    assertThat(source.streamState(STREAM)).isEqualTo(TERMINATED);
    assertThat(application.streamState(STREAM)).isEqualTo(START);
  }

  @ParameterizedTest
  @EnumSource(
      value = ProtocolVersion.class,
      names = {"SOURCE", "SINK_DIRECT"})
  void resumesFromThePointInNotifyAck(ProtocolVersion version) {
    Conversation talk = Conversation.begun(version, 10, 5);

    talk.toReceiver(talk.sender.announce(STREAM, "s1", new PointOfReference(3)));
    talk.toSender(talk.receiver.open(STREAM, new PointOfReference(17)));
    talk.toReceiver(message(talk.sender, 18));

    assertThat(talk.toldSender.calls()).containsExactly("opened 258 at 17");
    assertThat(talk.toldReceiver.calls())
        .containsExactly("announced 258 s1 at 3", "message 18 on 258");
  }

  @ParameterizedTest
  @EnumSource(
      value = ProtocolVersion.class,
      names = {"SOURCE", "SINK_DIRECT"})
  void endsAStreamWithoutAnyMessage(ProtocolVersion version) {
    Conversation talk = Conversation.begun(version, 10, 5);
    talk.toReceiver(talk.sender.announce(STREAM, "s1", NEVER));
    talk.toSender(talk.receiver.open(STREAM, NEVER));

    talk.toReceiver(talk.sender.endOfStream(STREAM));
    talk.receiver.terminate(STREAM);
    talk.ackToSender(true);

    assertThat(talk.toldSender.calls()).contains("terminated 258");
    assertThat(talk.sender.streamState(STREAM)).isEqualTo(TERMINATED);
  }

  @Test
  void endsAStreamThatHadItsMessagesInAnEarlierSession() {
    Conversation talk = Conversation.begun(SOURCE, 10, 5);
    talk.toReceiver(talk.sender.announce(STREAM, "s1", NEVER));
    talk.toSender(talk.receiver.open(STREAM, new PointOfReference(9)));
    talk.toldSender.calls();

    talk.toReceiver(talk.sender.endOfStream(STREAM));
    assertThat(talk.sender.streamState(STREAM)).isEqualTo(CLOSED);
    talk.receiver.terminate(STREAM);
    talk.ackToSender(false);

    assertThat(talk.toldSender.calls()).containsExactly("terminated 258");
  }

  @Test
  void announcesARefusedStreamAgain() {
    Conversation talk = Conversation.begun(SOURCE, 10, 5);

    talk.toReceiver(talk.sender.announce(STREAM, "s1", NEVER));
    talk.toSender(talk.receiver.refuse(STREAM));
    assertThat(talk.toldSender.calls()).containsExactly("refused 258");
    assertThat(talk.sender.streamState(STREAM)).isEqualTo(START);

    talk.toReceiver(talk.sender.announce(STREAM, "s1", NEVER));
    talk.toSender(talk.receiver.open(STREAM, NEVER));
    assertThat(talk.toldSender.calls()).containsExactly("opened 258 at never");
  }

  @Test
  void announcesATerminatedStreamAgain() {
    Conversation talk = Conversation.begun(SOURCE, 10, 5);
    talk.toReceiver(talk.sender.announce(STREAM, "s1", NEVER));
    talk.toSender(talk.receiver.open(STREAM, NEVER));
    talk.toReceiver(message(talk.sender, 4));
    talk.toReceiver(talk.sender.endOfStream(STREAM));
    talk.receiver.terminate(STREAM);
    talk.ackToSender(false);
    talk.toldSender.calls();

    talk.toReceiver(talk.sender.announce(STREAM, "s1", new PointOfReference(4)));
    talk.toSender(talk.receiver.open(STREAM, new PointOfReference(4)));
    talk.toReceiver(message(talk.sender, 5));

    assertThat(talk.toldSender.calls()).containsExactly("opened 258 at 4");
    assertThat(talk.toldReceiver.calls()).endsWith("announced 258 s1 at 4", "message 5 on 258");
  }

  @Test
  void neverRunsOutOfStepWithTheCreditsThroughManyRefills() {
    Conversation talk = Conversation.begun(SOURCE, 10, 4);
    talk.toReceiver(talk.sender.announce(STREAM, "s1", NEVER));
    talk.toSender(talk.receiver.open(STREAM, NEVER));

    for (int id = 1; id <= 1000; id++) {
      talk.toReceiver(message(talk.sender, id));
      if (talk.receiver.isRefillDue()) {
        talk.ackToSender(true);
        assertThat(talk.sender.credits()).isEqualTo(10);
      }
    }

    assertThat(talk.toldReceiver.calls()).hasSize(1001).endsWith("message 1000 on 258");
  }

  @Test
  void keepsTheStreamsOfASinkApart() {
    Conversation talk = Conversation.begun(SINK_DIRECT, 100, 50);
    StreamId other = new StreamId(-1);
    talk.toReceiver(talk.sender.announce(STREAM, "s1", NEVER));
    talk.toReceiver(talk.sender.announce(other, "s2", NEVER));
    talk.toSender(talk.receiver.open(other, new PointOfReference(7)));
    talk.toSender(talk.receiver.open(STREAM, NEVER));
    talk.toReceiver(message(talk.sender, 1));
    talk.toReceiver(
        talk.sender.message(other, new MessageId(8), 0, Message.NO_BYTES, Message.NO_BYTES));
    talk.toldSender.calls();

    talk.receiver.acknowledge(other, new PointOfReference(8));
    talk.receiver.acknowledge(STREAM, new PointOfReference(1));
    talk.ackToSender(false);

    assertThat(talk.toldSender.calls())
        .containsExactly("acknowledged 18446744073709551615 to 8", "acknowledged 258 to 1");
  }

  @Test
  void commitsInTwoPhasesAsWallarooOpensIt() {
    Conversation talk = new Conversation(SINK_TWO_PHASE, new Limits(500, 0, 1));
    StreamId data = new StreamId(1);
    Phase1 prepare = new Phase1("t1", List.of(new Phase1.Range(data, 0, 12)));

    // The application writes these three together, without waiting for an answer.
    talk.toReceiver(talk.sender.hello("ck", "program", "worker"));
    talk.toReceiver(talk.sender.announce(data, "out", new PointOfReference(0)));
    talk.toReceiver(talk.sender.control(new ListUncommitted(7)));
    assertThat(talk.toldReceiver.calls())
        .containsExactly(
            "greeted by worker with SINK_TWO_PHASE",
            "announced 1 out at 0",
            "control ListUncommitted[requestTag=7]");

    talk.toSender(talk.receiver.accept());
    talk.toSender(talk.receiver.open(data, new PointOfReference(0)));
    talk.toSender(talk.receiver.control(new ReplyUncommitted(7, List.of())));
    assertThat(talk.toldSender.calls())
        .containsExactly(
            "streaming",
            "credits",
            "opened 1 at 0",
            "control ReplyUncommitted[requestTag=7, transactionIds=[]]");

    talk.toReceiver(
        talk.sender.message(data, new MessageId(12), 0, Message.NO_BYTES, new byte[12]));
    talk.toReceiver(talk.sender.control(prepare));
    talk.toSender(talk.receiver.control(new Phase1Reply("t1", true)));
    talk.toReceiver(talk.sender.control(new Phase2("t1", true)));
    assertThat(talk.toldReceiver.calls())
        .containsExactly(
            "message 12 on 1", "control " + prepare, "control " + new Phase2("t1", true));
    assertThat(talk.receiver.takeAck(true)).isNull();
  }

  @Test
  void endsBothEndsWithAnErrorOfTheReceiver() {
    Conversation talk = Conversation.begun(SOURCE, 10, 5);

    talk.toSender(talk.receiver.error("why"));

    assertThat(talk.toldSender.calls()).containsExactly("failed: why");
    assertThat(talk.sender.state()).isEqualTo(ERROR);
    assertThat(talk.receiver.state()).isEqualTo(ERROR);
  }

  @Test
  void endsBothEndsWithAnErrorOfTheSender() {
    Conversation talk = Conversation.begun(SOURCE, 10, 5);

    talk.toReceiver(talk.sender.error("why"));

    assertThat(talk.toldReceiver.calls()).containsExactly("failed: why");
    assertThat(talk.receiver.state()).isEqualTo(ERROR);
  }

  @Test
  void endsBothEndsWithARestart() {
    Conversation talk = Conversation.begun(SOURCE, 10, 5);

    talk.toSender(talk.receiver.restart("127.0.0.1:7100"));

    assertThat(talk.toldSender.calls()).containsExactly("restarted at '127.0.0.1:7100'");
    assertThat(talk.sender.state()).isEqualTo(DISCONNECTED);
    assertThat(talk.receiver.state()).isEqualTo(DISCONNECTED);
  }

  private static Message message(SenderSession sender, long id) {
    return sender.message(STREAM, new MessageId(id), 0, Message.NO_BYTES, Message.NO_BYTES);
  }
}
