package dev.potoroo.runtime;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.EndOfStream;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.Ok;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.testkit.peer.ScriptedSender;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Sources that break the protocol: each is told once what was expected, and hung up on. */
class BadPeerTest {
  private static final StreamId STREAM = StreamId.of("orders");
  private static final PointOfReference NEVER = PointOfReference.NEVER;
  private static final Message MESSAGE =
      new Message(STREAM, new MessageId(1), 0, Message.NO_BYTES, new byte[] {'x'});

  private final ScriptedReceiver sink = ScriptedReceiver.listen();

  private RunningWorker start(UnaryOperator<WorkerSettingsBuilder> settings) {
    return RunningWorker.start(
        settings.apply(RunningWorker.settings()),
        source -> source.withCookie("cookie"),
        stages -> stages,
        sink);
  }

  private static void expectError(ScriptedSender source, String text) {
    assertThat(source.expect(ErrorFrame.class).text()).isEqualTo(text);
    source.expectClosed();
  }

  @Test
  void anotherVersion() {
    try (RunningWorker worker = start(settings -> settings)) {
      ScriptedSender source = worker.dial();

      source.send(new Hello("0.0.2", "cookie", "program", "instance"));

      expectError(source, "Unknown protocol version: expected \"0.0.1\", got \"0.0.2\"");
    }
  }

  @Test
  void aWrongCookieWhichIsNotRepeated() {
    try (RunningWorker worker = start(settings -> settings)) {
      ScriptedSender source = worker.dial();

      source.send(source.hello("biscuit"));

      String text = source.expect(ErrorFrame.class).text();
      assertThat(text).startsWith("Bad cookie").doesNotContain("biscuit", "\"cookie\"");
      source.expectClosed();
    }
  }

  @Test
  void aMessageInsteadOfHello() {
    try (RunningWorker worker = start(settings -> settings)) {
      ScriptedSender source = worker.dial();

      source.send(MESSAGE);

      expectError(source, "Unexpected frame: MESSAGE in session state CONNECTED, before HELLO");
    }
  }

  @Test
  void aSecondHello() {
    try (RunningWorker worker = start(settings -> settings)) {
      ScriptedSender source = worker.dial();
      source.greet("cookie");

      source.send(source.hello("cookie"));

      expectError(source, "Unexpected frame: HELLO in session state STREAMING");
    }
  }

  @Test
  void aFrameThatIsForTheWorkerToSend() {
    try (RunningWorker worker = start(settings -> settings)) {
      ScriptedSender source = worker.dial();
      source.greet("cookie");

      source.send(new Ok(1));

      expectError(source, "Unexpected frame: OK in session state STREAMING");
    }
  }

  @Test
  void aMessageOnAStreamThatIsNotOpen() {
    try (RunningWorker worker = start(settings -> settings)) {
      ScriptedSender source = worker.dial();
      source.greet("cookie");

      source.send(MESSAGE);

      expectError(
          source,
          "Bad/unregistered stream_id "
              + STREAM
              + " with message_id 1: expected an open stream, it is START");
    }
  }

  @Test
  void theEndOfAStreamThatIsNotOpen() {
    try (RunningWorker worker = start(settings -> settings)) {
      ScriptedSender source = worker.dial();
      source.greet("cookie");

      source.send(new EndOfStream(STREAM));

      expectError(
          source,
          "Unexpected frame: EOS_MESSAGE for stream "
              + STREAM
              + ", expected an open stream, it is START");
    }
  }

  @Test
  void aFrameLongerThanTheLimit() {
    try (RunningWorker worker = start(settings -> settings.maxFrameLength(1024))) {
      ScriptedSender source = worker.dial();
      source.greet("cookie");

      source.connection().sendBytes(HexFormat.of().parseHex("00000401")); // length 1025

      assertThat(source.expect(ErrorFrame.class).text()).contains("1 to 1024 bytes", "got 1025");
      source.expectClosed();
    }
  }

  @Test
  void garbage() {
    try (RunningWorker worker = start(settings -> settings)) {
      ScriptedSender source = worker.dial();

      source.connection().sendBytes("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));

      // "GET " as a length
      assertThat(source.expect(ErrorFrame.class).text()).contains("got 1195725856");
      source.expectClosed();
    }
  }

  @Test
  void theTextArrivesThoughMuchMoreIsOnItsWay() {
    try (RunningWorker worker = start(settings -> settings)) {
      ScriptedSender source = worker.dial();
      source.greet("cookie");

      source.send(MESSAGE);
      Message big = new Message(STREAM, new MessageId(2), 0, Message.NO_BYTES, new byte[100_000]);
      source.send(big, big, big, big, big);

      assertThat(source.expect(ErrorFrame.class).text()).startsWith("Bad/unregistered stream_id");
      source.expectClosed();
    }
  }

  @Test
  void aConnectionThatSaysNothing() {
    try (RunningWorker worker =
        start(settings -> settings.handshakeTimeout(Duration.ofMillis(100)))) {
      ScriptedSender source = worker.dial();

      expectError(source, "No HELLO within 100 ms");
    }
  }

  @Test
  void moreStreamsThanOneConnectionMayHave() {
    try (RunningWorker worker = start(settings -> settings.maxStreams(1))) {
      ScriptedSender source = worker.dial();
      source.greet("cookie");

      source.send(
          new Notify(STREAM, "orders", NEVER), new Notify(StreamId.of("more"), "more", NEVER));

      expectError(source, "Too many streams: expected at most 1 on one connection");
    }
  }

  @Test
  void moreConnectionsThanTheSourceTakes() {
    try (RunningWorker worker = start(settings -> settings.maxConnections(1))) {
      worker.dial().greet("cookie");

      ScriptedSender second = worker.dial();

      expectError(second, "Too many connections: source \"words\" takes 1 at a time");
    }
  }

  @Test
  void aSourceThatGaveUpLeavesItsStreamToOthers() {
    try (RunningWorker worker = start(settings -> settings)) {
      sink.accept().greet(100);
      ScriptedSender source = worker.dial();
      source.greet("cookie");
      RunningWorker.open(source, STREAM, sink);

      source.send(new ErrorFrame("the table is gone"));

      source.expectClosed();
      sink.expectEndOf(STREAM);
    }
  }

  @Test
  void oneBadPeerDoesNotDisturbAnother() {
    try (RunningWorker worker = start(settings -> settings)) {
      sink.accept().greet(100);
      ScriptedSender good = worker.dial();
      good.greet("cookie");
      RunningWorker.open(good, STREAM, sink);
      ScriptedSender bad = worker.dial();

      bad.connection().sendBytes(new byte[1000]);
      bad.expect(ErrorFrame.class);
      good.send(MESSAGE);

      assertThat(sink.expect(Message.class)).isEqualTo(MESSAGE);
    }
  }
}
