package dev.potoroo.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.EndOfStream;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.testkit.peer.ScriptedSender;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a source is told, and when; and how a stream ends. */
class AcknowledgementTest {
  private static final StreamId STREAM = StreamId.of("orders");
  private static final PointOfReference NEVER = PointOfReference.NEVER;
  private static final Duration SHORT = Duration.ofMillis(150);

  private final ScriptedReceiver sink = ScriptedReceiver.listen();

  /** Messages whose text begins with "no" have no output. */
  private RunningWorker startWithAFilter() {
    return RunningWorker.start(
        RunningWorker.settings(),
        source -> source,
        stages -> stages.filter("no nos", word -> !word.startsWith("no")),
        sink);
  }

  private static Ack ackOf(StreamId stream, long id) {
    return new Ack(0, List.of(new Ack.StreamAck(stream, new PointOfReference(id))));
  }

  @Test
  void passesAMessageOnAsItIs() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);
      Message message =
          new Message(
              STREAM, new MessageId(7), -1234, "key".getBytes(UTF_8), "one".getBytes(UTF_8));

      source.send(message);

      assertThat(sink.expect(Message.class)).isEqualTo(message);
    }
  }

  @Test
  void acknowledgesOnlyWhatTheSinkHasAcknowledged() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);

      source.messages(STREAM, 1, 3);
      List<Message> outputs = sink.expectMessages(3);
      source.expectNothingFor(SHORT);
      sink.acknowledge(2, outputs.get(1));

      assertThat(source.expect(Ack.class)).isEqualTo(ackOf(STREAM, 2));
      source.expectNothingFor(SHORT);
    }
  }

  @Test
  void acknowledgesMessagesWithoutOutput() {
    try (RunningWorker worker = startWithAFilter()) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);

      source.message(STREAM, 1, "no");
      assertThat(source.expect(Ack.class)).isEqualTo(ackOf(STREAM, 1));

      source.message(STREAM, 2, "yes");
      source.message(STREAM, 3, "no");
      source.expectNothingFor(SHORT);
      sink.acknowledge(1, sink.expect(Message.class));
      assertThat(source.expect(Ack.class)).isEqualTo(ackOf(STREAM, 3));
    }
  }

  @Test
  void anOutputThatEncodesToNothingIsNotSent() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);

      source.message(STREAM, 1, "");

      assertThat(source.expect(Ack.class)).isEqualTo(ackOf(STREAM, 1));
      sink.expectNothingFor(SHORT);
    }
  }

  @Test
  void waitsForTheSlowerOfTwoSinks() {
    try (ScriptedReceiver slower = ScriptedReceiver.listen();
        RunningWorker worker = RunningWorker.start(sink, slower)) {
      sink.accept().greet(100);
      slower.accept().greet(100);
      ScriptedSender source = worker.connect();
      source.send(new Notify(STREAM, "orders", NEVER));
      sink.open(sink.expect(Notify.class), NEVER);
      slower.open(slower.expect(Notify.class), NEVER);
      source.expect(NotifyAck.class);

      source.messages(STREAM, 1, 2);
      sink.acknowledge(2, sink.expectMessages(2).get(1));
      source.expectNothingFor(SHORT);
      List<Message> outputs = slower.expectMessages(2);
      slower.acknowledge(1, outputs.get(0));

      assertThat(source.expect(Ack.class)).isEqualTo(ackOf(STREAM, 1));
      slower.acknowledge(1, outputs.get(1));
      assertThat(source.expect(Ack.class)).isEqualTo(ackOf(STREAM, 2));
    }
  }

  @Test
  void aMessageIsDoneWhenAllOfItsOutputsAre() {
    try (RunningWorker worker =
        RunningWorker.start(
            RunningWorker.settings(),
            source -> source,
            stages -> stages.flatMap("letters", 4, word -> List.of(word.split(""))),
            sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);

      source.message(STREAM, 1, "abc");
      List<Message> outputs = sink.expectMessages(3);
      assertThat(outputs)
          .extracting(output -> output.messageId().value())
          .containsExactly(4L, 5L, 6L);
      sink.acknowledge(0, outputs.get(1));
      source.expectNothingFor(SHORT);

      sink.acknowledge(0, outputs.get(2));
      assertThat(source.expect(Ack.class)).isEqualTo(ackOf(STREAM, 1));
    }
  }

  @Test
  void leavesStreamsWithoutMessagesOutOfAcks() {
    StreamId idle = StreamId.of("idle");
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, idle, sink);
      RunningWorker.open(source, STREAM, sink);

      source.messages(STREAM, 1, 1);
      sink.acknowledge(1, sink.expect(Message.class));

      assertThat(source.expect(Ack.class)).isEqualTo(ackOf(STREAM, 1));
    }
  }

  @Test
  void answersTheEndOfAStreamWhenEverythingOnItIsDone() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);

      source.messages(STREAM, 1, 2);
      source.endOf(STREAM);
      List<Message> outputs = sink.expectMessages(2);
      source.expectNothingFor(SHORT);
      sink.expectNothingFor(SHORT);
      sink.acknowledge(2, outputs.get(1));

      assertThat(source.expect(Ack.class)).isEqualTo(ackOf(STREAM, 2));
      sink.expectEndOf(STREAM);
    }
  }

  @Test
  void answersTheEndOfAStreamAnewWhenEverythingWasAcknowledgedBefore() {
    try (RunningWorker worker = startWithAFilter()) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);
      source.message(STREAM, 1, "no");
      assertThat(source.expect(Ack.class)).isEqualTo(ackOf(STREAM, 1));

      source.endOf(STREAM);

      assertThat(source.expect(Ack.class)).isEqualTo(ackOf(STREAM, 1));
    }
  }

  @Test
  void namesNoPointAtTheEndOfAStreamWithoutMessages() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);

      source.endOf(STREAM);

      sink.expectEndOf(STREAM);
      source.expectNothingFor(SHORT);
    }
  }

  @Test
  void aStreamCanBeginAgainAfterItsEnd() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);
      source.messages(STREAM, 1, 1);
      source.endOf(STREAM);
      Message output = sink.expect(Message.class);
      sink.acknowledge(1, output);
      assertThat(source.expect(Ack.class)).isEqualTo(ackOf(STREAM, 1));

      // It waits until the sink has let go of the stream that ended.
      source.send(new Notify(STREAM, "orders", new PointOfReference(1)));
      assertThat(sink.expect(EndOfStream.class)).isEqualTo(new EndOfStream(STREAM));
      sink.expectNothingFor(SHORT);
      sink.acknowledge(0, output);
      sink.open(sink.expect(Notify.class), new PointOfReference(1));

      assertThat(source.expect(NotifyAck.class))
          .isEqualTo(new NotifyAck(true, STREAM, new PointOfReference(1)));
      source.messages(STREAM, 2, 2);
      assertThat(sink.expect(Message.class).messageId()).isEqualTo(new MessageId(2));
    }
  }
}
