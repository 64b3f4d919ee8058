package dev.potoroo.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.testkit.peer.ScriptedSender;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a source's NOTIFY to its answer: whom it waits for, and where the stream resumes. */
class StreamOpeningTest {
  private static final StreamId STREAM = StreamId.of("orders");
  private static final PointOfReference NEVER = PointOfReference.NEVER;
  private static final Duration SHORT = Duration.ofMillis(150);

  private final ScriptedReceiver sink = ScriptedReceiver.listen();

  private static PointOfReference point(String text) {
    return text.equals("never") ? NEVER : new PointOfReference(Long.parseLong(text));
  }

  private static List<Long> idsOf(List<Message> messages) {
    return messages.stream().map(message -> message.messageId().value()).toList();
  }

  @Test
  void greetsTheSinkWithTheNamesOfApplicationAndWorker() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      Hello hello = sink.accept().greet(100);

      assertThat(hello).isEqualTo(new Hello("potoroo/1", "", "spelling", "worker1"));
      assertThat(worker.worker().completion()).isNotDone();
    }
  }

  @Test
  void opensTheSameStreamAtTheSink() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();

      source.send(new Notify(STREAM, "orders", new PointOfReference(5)));

      assertThat(sink.expect(Notify.class)).isEqualTo(new Notify(STREAM, "orders", NEVER));
    }
  }

  @Test
  void waitsForTheSinkToSayWhereItStands() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();

      source.send(new Notify(STREAM, "orders", NEVER));
      Notify announced = sink.expect(Notify.class);
      source.expectNothingFor(SHORT);
      sink.open(announced, NEVER);

      assertThat(source.expect(NotifyAck.class)).isEqualTo(new NotifyAck(true, STREAM, NEVER));
    }
  }

  @Test
  void waitsForASinkThatIsNotThereYet() {
    sink.stopListening();
    try (RunningWorker worker = RunningWorker.start(sink)) {
      ScriptedSender source = worker.connect();
      source.send(new Notify(STREAM, "orders", NEVER));
      source.expectNothingFor(SHORT);

      try (ScriptedReceiver late = ScriptedReceiver.listen(sink.port())) {
        late.accept().greet(100);
        late.open(late.expect(Notify.class), new PointOfReference(3));

        assertThat(source.expect(NotifyAck.class))
            .isEqualTo(new NotifyAck(true, STREAM, new PointOfReference(3)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // the source's own point, the sink's mark, where it resumes
    "never, never, never",
    "never, 7, 7",
    "3, 7, 7",
    "9, 7, 9",
    "9, never, 9",
    "0, never, never", // 0 is how Wallaroo's client announces a new source
    "0, 7, 7",
  })
  void resumesAfterTheLargerOfTheSourcesPointAndTheSinksMark(
      String sourcePoint, String mark, String resumed) {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();

      PointOfReference answer =
          RunningWorker.open(source, STREAM, point(sourcePoint), sink, point(mark));

      assertThat(answer).isEqualTo(point(resumed));
    }
  }

  @Test
  void resumesWhereTheSlowerOfTwoSinksStandsAndGivesNoneWhatItHas() {
    try (ScriptedReceiver faster = ScriptedReceiver.listen();
        RunningWorker worker = RunningWorker.start(sink, faster)) {
      sink.accept().greet(100);
      faster.accept().greet(100);
      ScriptedSender source = worker.connect();
      source.send(new Notify(STREAM, "orders", NEVER));
      faster.open(faster.expect(Notify.class), new PointOfReference(5));
      source.expectNothingFor(SHORT);
      sink.open(sink.expect(Notify.class), new PointOfReference(2));

      assertThat(source.expect(NotifyAck.class).pointOfReference())
          .isEqualTo(new PointOfReference(2));
      source.messages(STREAM, 3, 6);

      assertThat(idsOf(sink.expectMessages(4))).containsExactly(3L, 4L, 5L, 6L);
      assertThat(idsOf(faster.expectMessages(1))).containsExactly(6L);
      faster.expectNothingFor(SHORT);
    }
  }

  @Test
  void resumesBeforeAMessageOfWhichTheSinkHasOnlySomeOutputs() {
    try (RunningWorker worker =
        RunningWorker.start(
            RunningWorker.settings(),
            source -> source,
            stages -> stages.flatMap("twice", 2, word -> List.of(word + "a", word + "b")),
            sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();

      // Message 2 has the outputs 4 and 5; the sink has 4.
      PointOfReference answer =
          RunningWorker.open(source, STREAM, NEVER, sink, new PointOfReference(4));
      source.messages(STREAM, 2, 3);

      assertThat(answer).isEqualTo(new PointOfReference(1));
      List<Message> outputs = sink.expectMessages(3);
      assertThat(idsOf(outputs)).containsExactly(5L, 6L, 7L);
      assertThat(outputs)
          .extracting(output -> new String(output.payload(), UTF_8))
          .containsExactly("2b", "3a", "3b");
    }
  }

  @Test
  void refusesAMessageIdThatLeavesNoRoomForItsOutputs() {
    try (RunningWorker worker =
        RunningWorker.start(
            RunningWorker.settings(),
            source -> source,
            stages -> stages.flatMap("twice", 2, word -> List.of(word, word)),
            sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);

      source.send(new Message(STREAM, new MessageId(-2), 0, Message.NO_BYTES, new byte[] {'x'}));

      assertThat(source.expect(ErrorFrame.class).text())
          .isEqualTo(
              "Message id too large: stream \"orders\" sent 18446744073709551614, expected at most"
                  + " 9223372036854775806 in a pipeline with fan-out 2");
      source.expectClosed();
    }
  }

  @Test
  void refusesAStreamThatAnotherConnectionHasUntilItIsReleased() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender first = worker.connect();
      ScriptedSender second = worker.connect();
      RunningWorker.open(first, STREAM, sink);

      second.send(new Notify(STREAM, "orders", NEVER));
      assertThat(second.expect(NotifyAck.class).success()).isFalse();
      second.expectNothingFor(SHORT);

      // An ACK tells a refused client to ask again; Wallaroo's waits for nothing else.
      first.cut();
      assertThat(second.expect(Ack.class).streams()).isEmpty();
      second.send(new Notify(STREAM, "orders", NEVER));
      sink.expectEndOf(STREAM);
      sink.send(new Ack(0, List.of(new Ack.StreamAck(STREAM, NEVER))));
      sink.open(sink.expect(Notify.class), NEVER);
      assertThat(second.expect(NotifyAck.class).success()).isTrue();
    }
  }

  @Test
  void refusesAStreamThatTheSameConnectionHasOpen() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);

      source.send(new Notify(STREAM, "orders", NEVER));

      assertThat(source.expect(NotifyAck.class).success()).isFalse();
      sink.expectNothingFor(SHORT);
    }
  }

  @Test
  void asksAgainWhenTheSinkRefuses() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      source.send(new Notify(STREAM, "orders", NEVER));

      sink.refuse(sink.expect(Notify.class));
      sink.open(sink.expect(Notify.class), new PointOfReference(4));

      assertThat(source.expect(NotifyAck.class))
          .isEqualTo(new NotifyAck(true, STREAM, new PointOfReference(4)));
    }
  }

  @Test
  void keepsToTheCreditsOfTheSink() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(2);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);

      source.messages(STREAM, 1, 3);

      assertThat(idsOf(sink.expectMessages(1))).containsExactly(1L);
      sink.expectNothingFor(SHORT);
      sink.grant(1);
      assertThat(idsOf(sink.expectMessages(1))).containsExactly(2L);
      sink.expectNothingFor(SHORT);
    }
  }
}
