package dev.potoroo.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.EndOfStream;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.testkit.log.RecordedLog;
import dev.potoroo.testkit.peer.Damage;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.testkit.peer.ScriptedSender;
import dev.potoroo.testkit.peer.SilentCrowd;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many peers that send anything, or nothing, beside one that works. */
class HostilePeersTest {
  private static final StreamId STREAM = StreamId.of("orders");
  private static final int CONVERSATIONS = 300;

  private static final int CROWD = 10_000;

  private final RecordedLog log = RecordedLog.of("dev.potoroo");

  private final ScriptedReceiver sink = ScriptedReceiver.listen();
  private RunningWorker worker;
  private ScriptedSender good;
  private long lastId;

  @BeforeEach
  void startBesideOneThatWorks() {
    worker =
        RunningWorker.start(
            RunningWorker.settings().handshakeTimeout(Duration.ofMillis(500)),
            source -> source,
            stages -> stages,
            sink);
    sink.accept().greet(1_000_000);
    good = worker.connect();
    RunningWorker.open(good, STREAM, sink);
  }

  @AfterEach
  void theOneThatWorksStillDoes() {
    assertGoodOneWorks();
    worker.close();
    log.close();
  }

  private void assertGoodOneWorks() {
    lastId++;
    Message message =
        new Message(STREAM, new MessageId(lastId), 0, Message.NO_BYTES, new byte[] {'x'});

    good.send(message);

    assertThat(sink.await(Message.class)).isEqualTo(message);
  }

  @Test
  void garbageGetsOneErrorAndAClose() {
    Damage damage = new Damage(1);

    for (int i = 0; i < CONVERSATIONS; i++) {
      ScriptedSender peer = worker.dial();
      peer.connection().sendBytes(damage.garbage());

      List<Frame> answers = peer.connection().readUntilClosed();

      assertThat(answers).as("conversation %d", i).hasExactlyElementsOfTypes(ErrorFrame.class);
      peer.close();
    }
  }

  @Test
  void aDamagedConversationGetsOneErrorAtMostAndNothingAfterIt() {
    Damage damage = new Damage(2);

    for (int i = 0; i < CONVERSATIONS; i++) {
      ScriptedSender peer = worker.dial();
      StreamId other = new StreamId(i);
      peer.connection()
          .sendBytes(
              damage.of(
                  peer.hello(""),
                  new Notify(other, "other", PointOfReference.NEVER),
                  new Message(other, new MessageId(1), 0, Message.NO_BYTES, new byte[1]),
                  new EndOfStream(other)));
      peer.connection().endOutput();

      List<Frame> answers = peer.connection().readUntilClosed();

      assertThat(answers.stream().limit(Math.max(0, answers.size() - 1L)))
          .as("answers in conversation %d before the last of %s", i, answers)
          .noneMatch(ErrorFrame.class::isInstance);
      peer.close();
    }
  }

  @Test
  void aCrowdThatSaysNothingKeepsNobodyOut() {
    int size = SilentCrowd.affordable(CROWD);

    try (SilentCrowd crowd = SilentCrowd.dial(worker.address(), size)) {
      assertGoodOneWorks();
      await().ignoreExceptionsInstanceOf(AssertionError.class).untilAsserted(worker::connect);

      assertThat(crowd.awaitRefusals()).isEqualTo(size);
    }
    assertThat(log.warnings()).as("lines about the crowd").hasSizeLessThan(10);
  }
}
