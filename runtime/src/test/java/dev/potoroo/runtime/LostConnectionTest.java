package dev.potoroo.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.testkit.peer.ScriptedSender;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections that break between message and ack: nothing is lost, nothing is doubled. */
class LostConnectionTest {
  private static final StreamId STREAM = StreamId.of("orders");
  private static final PointOfReference NEVER = PointOfReference.NEVER;
  private static final Duration SHORT = Duration.ofMillis(150);

  private final ScriptedReceiver sink = ScriptedReceiver.listen();

  private static List<Long> idsOf(List<Message> messages) {
    return messages.stream().map(message -> message.messageId().value()).toList();
  }

  @Test
  void aSourceComesBackAfterItsSinkWasLostAndGoesOnAfterTheMark() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);
      source.messages(STREAM, 1, 5);
      List<Message> outputs = sink.expectMessages(5);
      sink.acknowledge(3, outputs.get(2));
      source.awaitAcknowledged(STREAM, 3);

      // The sink had made message 4 durable, but its ACK did not arrive.
      sink.reset();
      source.expectClosed();
      source.dial().greet("");
      sink.accept().greet(100);
      PointOfReference resumed =
          RunningWorker.open(
              source, STREAM, new PointOfReference(3), sink, new PointOfReference(4));
      source.messages(STREAM, 5, 6);

      assertThat(resumed).isEqualTo(new PointOfReference(4));
      assertThat(idsOf(sink.expectMessages(2))).containsExactly(5L, 6L);
    }
  }

  @Test
  void aSourceThatReplaysTooMuchDoublesNothing() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, NEVER, sink, new PointOfReference(4));

      source.messages(STREAM, 1, 6);

      assertThat(idsOf(sink.expectMessages(2))).containsExactly(5L, 6L);
    }
  }

  @Test
  void losingOneOfTwoSinksEndsTheStreamAtTheOther() {
    try (ScriptedReceiver other = ScriptedReceiver.listen();
        RunningWorker worker = RunningWorker.start(sink, other)) {
      sink.accept().greet(100);
      other.accept().greet(100);
      ScriptedSender source = worker.connect();
      source.send(new Notify(STREAM, "orders", NEVER));
      sink.open(sink.expect(Notify.class), NEVER);
      other.open(other.expect(Notify.class), NEVER);
      source.expect(NotifyAck.class);
      source.messages(STREAM, 1, 1);
      sink.expect(Message.class);
      Message output = other.expect(Message.class);

      sink.cut();
      source.expectClosed();
      other.expectNothingFor(SHORT);
      other.acknowledge(1, output);

      other.expectEndOf(STREAM);
    }
  }

  @Test
  void aSourceThatOnlyWaitsIsNotClosedWhenASinkIsLost() {
    try (ScriptedReceiver missing = ScriptedReceiver.listen();
        RunningWorker worker = RunningWorker.start(sink, missing)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      source.send(new Notify(STREAM, "orders", NEVER));

      sink.cut();
      sink.accept().greet(100);
      missing.accept().greet(100);
      missing.open(missing.expect(Notify.class), NEVER);
      sink.open(sink.expect(Notify.class), NEVER);

      assertThat(source.expect(NotifyAck.class).success()).isTrue();
    }
  }

  @Test
  void aSourceThatComesBackWaitsUntilWhatItSentBeforeIsDurable() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);
      source.messages(STREAM, 1, 3);
      List<Message> outputs = sink.expectMessages(3);

      source.reset();
      source.dial().greet("");
      source.send(new Notify(STREAM, "orders", NEVER));
      source.expectNothingFor(SHORT);
      sink.expectNothingFor(SHORT);

      sink.acknowledge(3, outputs.get(2));
      sink.expectEndOf(STREAM);
      source.expectNothingFor(SHORT);
      sink.acknowledge(0, outputs.get(2));
      sink.open(sink.expect(Notify.class), new PointOfReference(3));
      assertThat(source.expect(NotifyAck.class).pointOfReference())
          .isEqualTo(new PointOfReference(3));

      source.messages(STREAM, 4, 4);
      assertThat(idsOf(sink.expectMessages(1))).containsExactly(4L);
    }
  }

  @Test
  void outputsThatWaitForCreditsAreSentAfterTheirSourceIsGone() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(1);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);
      source.messages(STREAM, 1, 2);
      source.cut();
      sink.expectNothingFor(SHORT);

      sink.grant(10);
      List<Message> outputs = sink.expectMessages(2);
      sink.acknowledge(0, outputs.get(1));

      assertThat(idsOf(outputs)).containsExactly(1L, 2L);
      sink.expectEndOf(STREAM);
    }
  }

  @Test
  void aSourceThatIsLostWhileItsStreamIsOpenedLeavesNothingBehind() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      source.send(new Notify(STREAM, "orders", NEVER));
      Notify announced = sink.expect(Notify.class);

      source.cut();
      sink.open(announced, NEVER);
      sink.expectEndOf(STREAM);
      sink.send(new Ack(0, List.of(new Ack.StreamAck(STREAM, NEVER))));

      source.dial().greet("");
      RunningWorker.open(source, STREAM, sink);
    }
  }

  @Test
  void dialsAgainWhenTheSinkGivesUp() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);

      sink.fail("the table is gone");
      source.expectClosed();

      assertThat(sink.accept().greet(100).programName()).isEqualTo("spelling");
    }
  }

  @Test
  void dialsAgainWhenTheSinkAsksForARestart() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);

      sink.restart("");

      assertThat(sink.accept().greet(100).programName()).isEqualTo("spelling");
      assertThat(worker.worker().completion()).isNotDone();
    }
  }

  @Test
  void tellsASinkThatBreaksTheProtocolAndDialsAgain() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);
      source.messages(STREAM, 1, 1);
      sink.expectMessages(1);

      // It acknowledges what it was never sent.
      sink.send(new Ack(0, List.of(new Ack.StreamAck(STREAM, new PointOfReference(9)))));

      assertThat(sink.expect(ErrorFrame.class).text())
          .isEqualTo(
              "Unexpected ACK: stream "
                  + STREAM
                  + " is acknowledged up to 9, the last message sent is 1");
      source.expectClosed();
      sink.accept().greet(100);
    }
  }

  @Test
  void givesUpOnASinkThatDoesNotGreetInTime() {
    try (RunningWorker worker =
        RunningWorker.start(
            RunningWorker.settings().handshakeTimeout(Duration.ofMillis(100)),
            source -> source,
            stages -> stages,
            sink)) {
      sink.accept();

      assertThat(sink.await(ErrorFrame.class).text()).isEqualTo("No OK within 100 ms");
      sink.accept().greet(100);
      assertThat(worker.worker().completion()).isNotDone();
    }
  }
}
