package dev.potoroo.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Ok;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.testkit.peer.ScriptedSender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Credits: how many a source gets, when it gets new ones, and when not. */
class BackPressureTest {
  private static final StreamId STREAM = StreamId.of("orders");
  private static final Duration SHORT = Duration.ofMillis(150);

  private final ScriptedReceiver sink = ScriptedReceiver.listen();

  private RunningWorker start(int maxCredits, int refillCredits, long maxPendingBytes) {
    return RunningWorker.start(
        RunningWorker.settings().maxPendingBytes(maxPendingBytes),
        source -> source.withCredits(maxCredits, refillCredits),
        stages -> stages,
        sink);
  }

  @Test
  void grantsTheCreditsOfTheSource() {
    try (RunningWorker worker = start(10, 8, 1 << 20)) {
      ScriptedSender source = worker.dial();

      source.send(source.hello(""));

      assertThat(source.expect(Ok.class)).isEqualTo(new Ok(10));
    }
  }

  @Test
  void fillsTheCreditsUpAtTheRefillMark() {
    try (RunningWorker worker = start(4, 1, 1 << 20)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink); // the NOTIFY costs one: 3 left

      source.messages(STREAM, 1, 1);
      source.expectNothingFor(SHORT);
      source.messages(STREAM, 2, 2);

      assertThat(source.expect(Ack.class)).isEqualTo(new Ack(3, List.of()));
    }
  }

  @Test
  void withholdsCreditsWhileASinkHasTooMuchToTake() {
    // Each output of one letter counts for 97 bytes: three are above the bound, one is below half.
    try (RunningWorker worker = start(4, 2, 250)) {
      sink.accept().greet(1); // for the NOTIFY, and no more
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);

      source.messages(STREAM, 1, 3);
      source.expectNothingFor(SHORT);
      sink.grant(1);
      sink.expect(Message.class);
      source.expectNothingFor(SHORT);
      sink.grant(1);
      sink.expect(Message.class);

      assertThat(source.expect(Ack.class)).isEqualTo(new Ack(4, List.of()));
    }
  }

  @Test
  void losingTheSlowSinkEndsThePressure() {
    try (RunningWorker worker = start(4, 2, 250)) {
      sink.accept().greet(1);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);
      source.messages(STREAM, 1, 3);
      sink.expectNothingFor(SHORT);

      sink.reset();
      source.expectClosed();
      sink.accept().greet(100);
      source.dial().greet("");
      RunningWorker.open(source, STREAM, sink);
      source.messages(STREAM, 1, 3);

      assertThat(sink.expectMessages(3)).hasSize(3);
      assertThat(source.expect(Ack.class)).isEqualTo(new Ack(4, List.of()));
    }
  }

  @Test
  void refusesAMessageWithoutACredit() {
    try (RunningWorker worker = start(2, 0, 1)) {
      sink.accept().greet(1);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);

      source.messages(STREAM, 1, 2);

      assertThat(source.await(ErrorFrame.class).text())
          .isEqualTo("Too many messages: stream " + STREAM + " sent message 2 without a credit");
      source.expectClosed();
    }
  }

  @Test
  void carriesAFloodWithinTheCreditsOfBothEnds() {
    int messages = 20_000;
    try (RunningWorker worker = start(100, 50, 4096)) {
      sink.accept().greet(65);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);
      CompletableFuture<Void> taken = CompletableFuture.runAsync(() -> takeInOrder(messages));

      send(source, messages);

      taken.orTimeout(30, TimeUnit.SECONDS).join();
    }
  }

  /** Takes every message once and in order, and acknowledges every 16th. */
  private void takeInOrder(int messages) {
    for (int id = 1; id <= messages; id++) {
      Message message = sink.expect(Message.class);
      assertThat(message.messageId().value()).isEqualTo(id);
      if (id % 16 == 0) {
        sink.acknowledge(16, message);
      }
    }
  }

  /** Sends as many as credits allow, until all are sent and acknowledged. */
  private static void send(ScriptedSender source, int messages) {
    long credits = 99;
    int sent = 0;
    PointOfReference acknowledged = PointOfReference.NEVER;
    while (!acknowledged.equals(new PointOfReference(messages))) {
      int burst = (int) Math.min(credits, messages - sent);
      if (burst > 0) {
        source.messages(STREAM, sent + 1, sent + burst);
        sent += burst;
        credits -= burst;
      }
      Ack ack = source.expect(Ack.class);
      credits += ack.credits();
      for (Ack.StreamAck one : ack.streams()) {
        acknowledged = one.pointOfReference();
      }
    }
  }
}
