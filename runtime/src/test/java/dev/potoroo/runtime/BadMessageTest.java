package dev.potoroo.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.runtime.delivery.BadMessageException;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.testkit.peer.ScriptedSender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a message that a stage fails on, with each policy. */
class BadMessageTest {
  private static final StreamId STREAM = StreamId.of("orders");

  private final ScriptedReceiver sink = ScriptedReceiver.listen();

  private RunningWorker start(BadMessagePolicy policy) {
    return RunningWorker.start(
        RunningWorker.settings().onBadMessage(policy),
        source -> source,
        stages -> stages.to("as number", word -> String.valueOf(Integer.parseInt(word))),
        sink);
  }

  private static Ack ackOf(long id) {
    return new Ack(0, List.of(new Ack.StreamAck(STREAM, new PointOfReference(id))));
  }

  @Test
  void failStopsTheWorkerAndAcknowledgesOnlyWhatCameBefore() {
    try (RunningWorker worker = start(new BadMessagePolicy.Fail())) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);

      source.message(STREAM, 1, "1");
      source.message(STREAM, 2, "two");
      source.message(STREAM, 3, "3");
      Message output = sink.expect(Message.class);
      sink.acknowledge(1, output);

      assertThat(source.expect(Ack.class)).isEqualTo(ackOf(1));
      source.expectClosed();
      sink.expectEndOf(STREAM);
      sink.expectClosed();
      sink.close();
      source.close();
      Throwable failure =
          catchThrowable(() -> worker.worker().completion().orTimeout(10, TimeUnit.SECONDS).join());
      assertThat(failure)
          .cause()
          .isInstanceOf(BadMessageException.class)
          .hasMessage(
              "source \"words\", stream \"orders\": message 2 cannot be processed: stage \"as"
                  + " number\" failed: java.lang.NumberFormatException: For input string: \"two\"");
    }
  }

  @Test
  void skipGoesOnWithTheNext() {
    try (RunningWorker worker = start(new BadMessagePolicy.Skip())) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);

      source.message(STREAM, 1, "one");
      assertThat(source.expect(Ack.class)).isEqualTo(ackOf(1));
      source.message(STREAM, 2, "2");

      assertThat(sink.expect(Message.class).messageId().value()).isEqualTo(2);
      assertThat(worker.worker().completion()).isNotDone();
    }
  }

  @Test
  void deadLetterKeepsTheMessageBeforeItAcknowledgesIt(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("dead.jsonl");
    try (RunningWorker worker = start(new BadMessagePolicy.DeadLetter(file))) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);

      source.message(STREAM, 1, "one");

      assertThat(source.expect(Ack.class)).isEqualTo(ackOf(1));
      assertThat(Files.readAllLines(file))
          .singleElement()
          .asString()
          .contains("\"stream\":\"orders\"", "\"id\":\"1\"", "\"payload\":\"b25l\"", "as number");
    }
  }

  @Test
  void aDeadLetterFileThatIsFullEndsTheWorkerAndAcknowledgesNothing() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    try (RunningWorker worker = start(new BadMessagePolicy.DeadLetter(full))) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);

      source.message(STREAM, 1, "one");

      assertThatThrownBy(() -> worker.worker().completion().get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot write the dead-letter file");
      assertThat(source.connection().readUntilClosed()).noneMatch(Ack.class::isInstance);
    }
  }
}
