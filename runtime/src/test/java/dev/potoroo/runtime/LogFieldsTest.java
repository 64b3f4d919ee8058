package dev.potoroo.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.testkit.log.RecordedLog;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.testkit.peer.ScriptedSender;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Whom a line of a worker's log is about. One thread serves all, so what one connection brings
 * often ends, opens or refuses something on another.
 */
final class LogFieldsTest {
  private static final StreamId STREAM = StreamId.of("orders");

  private final ScriptedReceiver sink = ScriptedReceiver.listen();
  private final RecordedLog log = RecordedLog.of("dev.potoroo.runtime");

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void whatASinkBringsAboutOnASourceHasTheSessionOfTheSource() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.connect();
      RunningWorker.open(source, STREAM, sink);

      sink.cut();
      source.expectClosed();

      assertIsAbout(source, log.await("is open, resumes after"), "orders");
      assertIsAbout(source, log.await("is away"), null);
      assertThat(log.await("dialling until it answers").fields())
          .containsEntry("session", "127.0.0.1:" + sink.port())
          .doesNotContainKey("stream");
    }
  }

  @Test
  void aStreamThatIsRefusedIsNamedWithTheSessionThatAskedForIt() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      RunningWorker.open(worker.connect(), STREAM, sink);
      ScriptedSender second = worker.connect();

      second.send(new Notify(STREAM, "orders", PointOfReference.NEVER));
      second.expect(NotifyAck.class);

      assertIsAbout(second, log.await("is refused, another connection has it"), "orders");
    }
  }

  @Test
  void aTimersLineHasTheSessionThatItWasSetFor() {
    try (RunningWorker worker =
        RunningWorker.start(
            RunningWorker.settings().handshakeTimeout(Duration.ofMillis(50)),
            source -> source,
            stages -> stages,
            sink)) {
      sink.accept().greet(100);
      ScriptedSender silent = worker.dial();
      silent.await(ErrorFrame.class);

      assertIsAbout(silent, log.await("turned away: No HELLO within 50 ms"), null);
    }
  }

  @Test
  void linesAboutTheWorkerAreAboutNoSession() {
    try (RunningWorker worker = RunningWorker.start(sink)) {
      sink.accept().greet(100);
      worker.connect();
    }

    assertThat(log.lines())
        .filteredOn(line -> line.text().matches("spelling: (listening|stopping|stopped).*"))
        .hasSize(3)
        .allSatisfy(line -> assertThat(line.fields()).containsOnlyKeys("connector"));
    assertThat(log.lines())
        .allSatisfy(line -> assertThat(line.fields()).containsEntry("connector", "spelling"));
  }

  /**
   * @param stream null for none
   */
  private static void assertIsAbout(
      ScriptedSender source, RecordedLog.Line line, @Nullable String stream) {
    assertThat(line.fields()).containsEntry("session", source.connection().localAddress());
    assertThat(line.fields().get("stream")).isEqualTo(stream);
  }
}
