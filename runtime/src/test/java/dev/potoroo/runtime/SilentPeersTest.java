package dev.potoroo.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.testkit.log.RecordedLog;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.testkit.peer.ScriptedSender;
import dev.potoroo.testkit.proxy.FaultyLink;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Peers that never close and never answer, and some that have good reason to be silent. */
class SilentPeersTest {
  private static final StreamId STREAM = StreamId.of("orders");
  private static final PointOfReference NEVER = PointOfReference.NEVER;
  private static final Duration IDLE = Duration.ofMillis(600);
  private static final Duration LONG = IDLE.multipliedBy(3);

  private final RecordedLog log = RecordedLog.of("dev.potoroo");
  private final ScriptedReceiver sink = ScriptedReceiver.listen();

  @AfterEach
  void forgetTheLog() {
    log.close();
  }

  private RunningWorker start() {
    return RunningWorker.start(
        RunningWorker.settings().idleTimeout(IDLE), source -> source, stages -> stages, sink);
  }

  private static boolean isSignOfLife(Frame frame) {
    return frame.equals(new Ack(0, List.of()));
  }

  private void awaitWarning(String... parts) {
    await()
        .untilAsserted(
            () -> assertThat(log.warnings()).anySatisfy(line -> assertThat(line).contains(parts)));
  }

  @Test
  void aSinkBehindABlackHoleIsGivenUpAndDialledAgain() {
    try (FaultyLink link = FaultyLink.to("127.0.0.1", sink.port());
        RunningWorker worker =
            RunningWorker.startBehind(link, RunningWorker.settings().idleTimeout(IDLE), sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);

      link.blackhole();
      source.messages(STREAM, 1, 3);

      source.connection().awaitClosed();
      sink.accept();
      awaitWarning(
          "sink1",
          "silent for",
          "owed an ACK up to message 3 of stream " + STREAM,
          "--idle-timeout");
    }
  }

  @Test
  void aSinkThatLeavesAStreamUnansweredIsGivenUp() {
    try (RunningWorker worker = start()) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      source.send(new Notify(STREAM, "orders", NEVER));
      sink.expect(Notify.class);

      sink.expectClosed();

      awaitWarning("sink1", "owed the answer to the NOTIFY of stream " + STREAM);
    }
  }

  @Test
  void aSinkThatGrantsNoCreditsIsGivenUp() {
    try (RunningWorker worker = start()) {
      sink.accept().greet(0);
      worker.connect().send(new Notify(STREAM, "orders", NEVER));

      sink.expectClosed();

      awaitWarning("sink1", "owed credits");
    }
  }

  @Test
  void aSinkThatShowsThatItLivesMayTakeItsTimeAndTheLogTells() {
    try (RunningWorker worker = start()) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);
      source.messages(STREAM, 1, 1);
      Message output = sink.expect(Message.class);

      long end = System.nanoTime() + LONG.toNanos();
      while (System.nanoTime() < end) {
        sink.grant(0);
        sink.expectNothingFor(IDLE.dividedBy(3));
      }
      sink.acknowledge(1, output);

      source.awaitAcknowledged(STREAM, 1);
      awaitWarning("sink1", "no progress for", "waiting for an ACK up to message 1");
      assertThat(log.warnings()).noneMatch(line -> line.contains("silent"));
    }
  }

  @Test
  void peersThatOweNothingMayBeSilent() {
    try (RunningWorker worker = start()) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);

      sink.expectNothingFor(LONG);

      source.expectNothingFor(Duration.ofMillis(1));
      source.messages(STREAM, 1, 1);
      sink.expect(Message.class);
    }
  }

  @Test
  void aSourceThatWaitsIsShownThatTheWorkerLives() {
    try (RunningWorker worker = start()) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);

      source.messages(STREAM, 1, 1);
      Message output = sink.expect(Message.class);

      assertThat(source.expect(Ack.class)).matches(SilentPeersTest::isSignOfLife);
      assertThat(source.expect(Ack.class)).matches(SilentPeersTest::isSignOfLife);
      sink.acknowledge(1, output);
      source.awaitAcknowledged(STREAM, 1);
      source.expectNothingFor(IDLE);
    }
  }

  @Test
  void halfAFrameIsWaitedForAndThenTheConnectionIsClosed() {
    try (RunningWorker worker = start()) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();

      source.connection().sendHalf(new Notify(STREAM, "orders", NEVER));

      assertThat(source.connection().readUntilClosed()).noneMatch(ErrorFrame.class::isInstance);
      awaitWarning("source words", "scripted-source", "owed the rest of a frame");
    }
  }

  @Test
  void aSourceThatComesBackGetsItsStreamFromADeadConnectionOfItsOwn() {
    try (RunningWorker worker = start()) {
      sink.accept().greet(100);
      ScriptedSender dead = worker.connect();
      RunningWorker.open(dead, STREAM, sink);
      ScriptedSender source = worker.connect();

      source.send(new Notify(STREAM, "orders", NEVER));
      assertThat(source.expect(NotifyAck.class).success()).isFalse();

      dead.connection().awaitClosed();
      source.expect(Ack.class);
      awaitWarning("source words", "owed a sign of life", "orders");
    }
  }

  @Test
  void aSourceThatLivesKeepsItsStreamFromAnotherOfTheSameName() {
    try (RunningWorker worker = start()) {
      sink.accept().greet(100);
      ScriptedSender holder = worker.connect();
      RunningWorker.open(holder, STREAM, sink);
      ScriptedSender other = worker.connect();
      other.send(new Notify(STREAM, "orders", NEVER));
      assertThat(other.expect(NotifyAck.class).success()).isFalse();

      holder.messages(STREAM, 1, 1);
      sink.acknowledge(1, sink.expect(Message.class));
      holder.awaitAcknowledged(STREAM, 1);

      holder.expectNothingFor(LONG);
    }
  }
}
