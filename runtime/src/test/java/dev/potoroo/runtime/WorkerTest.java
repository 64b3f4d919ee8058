package dev.potoroo.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.pipeline.Application;
import dev.potoroo.pipeline.Decoder;
import dev.potoroo.pipeline.Encoder;
import dev.potoroo.pipeline.Pipeline;
import dev.potoroo.pipeline.SinkConnectorConfig;
import dev.potoroo.pipeline.SourceConnectorConfig;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.testkit.peer.ScriptedSender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker's life: start, stop, and what can keep it from either. */
class WorkerTest {
  private static final StreamId STREAM = StreamId.of("orders");
  private static final PointOfReference NEVER = PointOfReference.NEVER;
  private static final Duration SHORT = Duration.ofMillis(150);

  private final ScriptedReceiver sink = ScriptedReceiver.listen();

  private static Application applicationOn(int port) {
    return Application.named("spelling")
        .pipeline(
            Pipeline.source(
                    SourceConnectorConfig.of("words", Decoder.utf8())
                        .withAddress("127.0.0.1", port))
                .toSink(SinkConnectorConfig.of("log", Encoder.utf8(), 1)))
        .build();
  }

  private static void join(CompletableFuture<Void> completion) {
    completion.orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Test
  void saysWhichPortIsInUse() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Worker worker = new Worker(applicationOn(taken.getLocalPort()), WorkerSettings.DEFAULTS);

      assertThatThrownBy(worker::start)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(
              "source \"words\" cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": ")
          .hasMessageContaining("in use");
    }
  }

  @Test
  void saysWhichDeadLetterFileCannotBeWritten(@TempDir Path folder) {
    Path file = folder.resolve("missing").resolve("dead.jsonl");
    WorkerSettings settings =
        WorkerSettings.DEFAULTS.toBuilder()
            .onBadMessage(new BadMessagePolicy.DeadLetter(file))
            .build();

    assertThatThrownBy(() -> new Worker(applicationOn(0), settings).start())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot write the dead-letter file " + file);
  }

  @Test
  void tellsThePortThatItTook() throws IOException {
    Worker worker = new Worker(applicationOn(0), WorkerSettings.DEFAULTS);

    worker.start();

    assertThat(worker.address("words").getPort()).isPositive();
    assertThatThrownBy(() -> worker.address("lines"))
        .hasMessage("no source \"lines\", the worker listens for [words]");
    join(worker.stop());
  }

  @Test
  void runsOnce() throws IOException {
    Worker worker = new Worker(applicationOn(0), WorkerSettings.DEFAULTS);
    worker.start();
    join(worker.stop());

    assertThatThrownBy(worker::start).hasMessage("a worker runs once");
    join(worker.stop());
  }

  @Test
  void canBeStoppedBeforeItStarts() {
    Worker worker = new Worker(applicationOn(0), WorkerSettings.DEFAULTS);

    join(worker.stop());

    assertThatThrownBy(worker::start).hasMessage("a worker runs once");
  }

  @Test
  void stopWaitsForWhatTheSinkWasGivenAndAcknowledgesIt() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);
      source.messages(STREAM, 1, 1);
      Message output = sink.expect(Message.class);

      CompletableFuture<Void> stopped = worker.worker().stop();
      source.expectNothingFor(SHORT);
      source.messages(STREAM, 2, 2); // too late: it is sent again to the next worker
      sink.expectNothingFor(SHORT);
      sink.acknowledge(1, output);

      assertThat(source.expect(Ack.class).streams())
          .containsExactly(new Ack.StreamAck(STREAM, new PointOfReference(1)));
      source.expectClosed();
      sink.expectEndOf(STREAM);
      sink.expectClosed();
      source.close();
      sink.close();
      join(stopped);
    }
  }

  @Test
  void stopGivesUpOnASinkThatDoesNotAcknowledge() {
    try (RunningWorker worker =
        RunningWorker.start(
            RunningWorker.settings().stopTimeout(Duration.ofMillis(200)),
            source -> source,
            stages -> stages,
            sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);
      source.messages(STREAM, 1, 1);
      sink.expect(Message.class);

      CompletableFuture<Void> stopped = worker.worker().stop();

      source.expectClosed();
      sink.expectClosed();
      join(stopped);
    }
  }

  @Test
  void opensNoStreamWhileItStops() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);
      source.messages(STREAM, 1, 1);
      Message output = sink.expect(Message.class);

      CompletableFuture<Void> stopped = worker.worker().stop();
      worker.awaitStopping();
      source.send(new Notify(StreamId.of("late"), "late", NEVER));
      sink.expectNothingFor(SHORT);
      sink.acknowledge(1, output);

      assertThat(source.connection().readUntilQuietFor(SHORT))
          .noneMatch(NotifyAck.class::isInstance);
      source.close();
      sink.close();
      join(stopped);
    }
  }

  @Test
  void anErrorInAFunctionOfTheApplicationStopsTheWorker() {
    try (RunningWorker worker =
        RunningWorker.start(
            RunningWorker.settings(),
            source -> source,
            stages ->
                stages.to(
                    "broken",
                    word -> {
                      throw new AssertionError("broken for good");
                    }),
            sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);

      source.messages(STREAM, 1, 1);

      source.expectClosed();
      source.close();
      sink.close();
      assertThatThrownBy(() -> join(worker.worker().completion()))
          .cause()
          .isInstanceOf(AssertionError.class)
          .hasMessage("broken for good");
    }
  }

  @Test
  void severalPipelinesShareASink() throws IOException {
    SinkConnectorConfig<String> log = SinkConnectorConfig.of("log", Encoder.utf8(), sink.port());
    Application application =
        Application.named("spelling")
            .pipeline(
                Pipeline.source(SourceConnectorConfig.of("words", Decoder.utf8())).toSink(log))
            .pipeline(
                Pipeline.source(SourceConnectorConfig.of("lines", Decoder.utf8()))
                    .to("first word", line -> line.substring(0, line.indexOf(' ')))
                    .toSink(log))
            .build();
    Worker worker = new Worker(application, WorkerSettings.DEFAULTS);
    worker.start();
    try (ScriptedSender words = dial(worker, "words");
        ScriptedSender lines = dial(worker, "lines")) {
      sink.accept().greet(100);
      RunningWorker.open(words, STREAM, sink);

      // An id is held by one connection, whichever the source.
      lines.send(new Notify(STREAM, "orders", NEVER));
      assertThat(lines.expect(NotifyAck.class).success()).isFalse();
      RunningWorker.open(lines, StreamId.of("lines"), sink);
      lines.message(StreamId.of("lines"), 1, "two words");
      assertThat(sink.expect(Message.class).payload()).asString().isEqualTo("two");
      words.message(STREAM, 1, "one");
      assertThat(sink.expect(Message.class).payload()).asString().isEqualTo("one");
    } finally {
      sink.close();
      join(worker.stop());
    }
  }

  private static ScriptedSender dial(Worker worker, String source) {
    ScriptedSender sender =
        ScriptedSender.source("127.0.0.1:" + worker.address(source).getPort()).dial();
    sender.greet("");
    return sender;
  }
}
