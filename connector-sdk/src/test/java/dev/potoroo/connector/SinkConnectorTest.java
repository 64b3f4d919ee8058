package dev.potoroo.connector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.sink.SinkSettings;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.testkit.peer.ScriptedSender;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A sink in its short form against a scripted application. */
final class SinkConnectorTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final StreamId STREAM = StreamId.of("texts");

  private final SinkSettings.Builder settings =
      SinkSettings.builder(HostAndPort.parse("127.0.0.1:0"), "texts");
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : open) {
      resource.close();
    }
  }

  private SinkConnector<String> listen() {
    SinkConnector<String> connector =
        SinkConnector.<String>named("texts", message -> new String(message.payload(), UTF_8))
            .listen(settings, Map.of());
    open.addLast(connector);
    return connector;
  }

  /** An application that was greeted and has announced the stream. */
  private ScriptedSender application(SinkConnector<?> connector) {
    ScriptedSender application = ScriptedSender.application(connector.address().toString());
    open.addFirst(application);
    application.dial().greet("");
    return application;
  }

  @Test
  void acknowledgesAMessageWhenTheNextIsAskedFor() throws Exception {
    SinkConnector<String> connector = listen();
    ScriptedSender application = application(connector);
    application.announce(STREAM, "texts");

    application.message(STREAM, 1, "one");
    assertThat(connector.read()).isEqualTo("one");
    application.expectNothingFor(SHORT);
    application.message(STREAM, 2, "two");
    assertThat(connector.read()).isEqualTo("two");

    assertThat(application.expect(Ack.class).streams())
        .containsExactly(new Ack.StreamAck(STREAM, new PointOfReference(1)));
  }

  @Test
  void readsEachMessageOnceOverACutConnection() throws Exception {
    SinkConnector<String> connector = listen();
    ScriptedSender application = application(connector);
    application.announce(STREAM, "texts");
    application.message(STREAM, 1, "one");
    assertThat(connector.read()).isEqualTo("one");
    application.cut(); // between message and ack

    Background reader =
        Background.run(() -> assertThat(connector.read()).isEqualTo("two"), () -> {});
    application.dial().greet("");
    PointOfReference mark = application.announce(STREAM, "texts");
    application.message(STREAM, 1, "one");
    application.message(STREAM, 2, "two");
    reader.awaitEnd();

    assertThat(mark).isEqualTo(new PointOfReference(1));
  }

  @Test
  void givesWhatWasAcceptedAndThenNullWhenItIsStopped() throws Exception {
    SinkConnector<String> connector = listen();
    ScriptedSender application = application(connector);
    application.announce(STREAM, "texts");
    application.messages(STREAM, 1, 3);
    assertThat(connector.read()).isEqualTo("1");

    connector.stop();

    assertThat(connector.read()).isEqualTo("2");
    assertThat(connector.read()).isEqualTo("3");
    assertThat(connector.read()).isNull();
    application.awaitAcknowledged(STREAM, 3);
  }

  @Test
  void doesNotAcknowledgeTheMessageThatWasReadLastBeforeClose() throws Exception {
    SinkConnector<String> connector = listen();
    ScriptedSender application = application(connector);
    application.announce(STREAM, "texts");
    application.message(STREAM, 1, "one");
    assertThat(connector.read()).isEqualTo("one");

    connector.close();

    assertThat(application.readUntilQuietFor(SHORT)).noneMatch(frame -> frame instanceof Ack);
    assertThat(connector.read()).isNull();
  }

  @Test
  void goesOnAfterAMessageThatTheDecoderRefuses() throws Exception {
    SinkConnector<Integer> connector =
        SinkConnector.<Integer>named(
                "numbers", message -> Integer.valueOf(new String(message.payload(), UTF_8)))
            .listen(settings, Map.of());
    open.addLast(connector);
    ScriptedSender application = application(connector);
    application.announce(STREAM, "numbers");
    application.message(STREAM, 1, "one");
    application.message(STREAM, 2, "2");

    assertThatThrownBy(connector::read).isInstanceOf(NumberFormatException.class);

    assertThat(connector.read()).isEqualTo(2);
  }

  @Test
  void saysInReadThatItCannotListen() {
    SinkConnector<String> first = listen();
    SinkConnector<String> second =
        SinkConnector.<String>named("second", message -> "")
            .listen(SinkSettings.builder(first.address(), "second"), Map.of());

    assertThatThrownBy(second::read)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot listen on " + first.address() + " (option --listen)");
  }
}
