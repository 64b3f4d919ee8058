package dev.potoroo.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.protocol.frame.Ok;
import dev.potoroo.testkit.peer.Damage;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.testkit.peer.ScriptedSender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A sink that sends anything to a worker, which dials it again each time. */
class HostileSinkTest {
  private static final StreamId STREAM = StreamId.of("orders");
  private static final int CONVERSATIONS = 100;

  private final ScriptedReceiver sink = ScriptedReceiver.listen();
  private final RunningWorker worker = RunningWorker.start(sink);

  @AfterEach
  void theWorkerStillWorksWithAGoodOne() {
    sink.accept().greet(100);
    ScriptedSender source = worker.connect();
    RunningWorker.open(source, STREAM, sink);
    source.messages(STREAM, 1, 1);
    sink.acknowledge(1, sink.expect(Message.class));
    source.awaitAcknowledged(STREAM, 1);
    worker.close();
  }

  @Test
  void garbageGetsOneErrorAndAClose() {
    Damage damage = new Damage(1);

    for (int i = 0; i < CONVERSATIONS; i++) {
      sink.accept().connection().sendBytes(damage.garbage());
      sink.connection().endOutput();

      assertThat(sink.connection().readUntilClosed())
          .as("conversation %d", i)
          .filteredOn(answer -> !(answer instanceof Hello))
          .hasExactlyElementsOfTypes(ErrorFrame.class);
    }
  }

  @Test
  void aDamagedConversationGetsOneErrorAtMostAndNothingAfterIt() {
    Damage damage = new Damage(2);

    for (int i = 0; i < CONVERSATIONS; i++) {
      sink.accept().expect(Hello.class);
      sink.connection()
          .sendBytes(
              damage.of(
                  new Ok(100),
                  new Ack(1, List.of()),
                  new NotifyAck(true, STREAM, PointOfReference.NEVER)));
      sink.connection().endOutput();

      List<Frame> answers = sink.connection().readUntilClosed();

      assertThat(answers.stream().limit(Math.max(0, answers.size() - 1L)))
          .as("answers in conversation %d before the last of %s", i, answers)
          .noneMatch(ErrorFrame.class::isInstance);
    }
  }

  @Test
  void damageOnAnOpenStreamGetsOneErrorAndAcknowledgesNothing() {
    Damage damage = new Damage(3);

    for (int i = 0; i < CONVERSATIONS; i++) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);
      source.messages(STREAM, 1, 1);
      sink.expect(Message.class);

      sink.connection().sendBytes(damage.garbage());
      sink.connection().endOutput();

      assertThat(sink.connection().readUntilClosed())
          .as("conversation %d", i)
          .hasExactlyElementsOfTypes(ErrorFrame.class);
      source.expectClosed();
    }
  }
}
