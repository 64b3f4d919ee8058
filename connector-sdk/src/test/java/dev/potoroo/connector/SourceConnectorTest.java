package dev.potoroo.connector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.source.SourceSettings;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.transport.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A source in its short form against a scripted application. */
final class SourceConnectorTest {
  private static final int PLENTY = 1_000;

  private final ScriptedReceiver application = ScriptedReceiver.listen();
  private final SourceSettings.Builder settings =
      SourceSettings.builder(HostAndPort.parse(application.address()), "texts")
          .backoff(new Backoff(Duration.ofMillis(10), Duration.ofMillis(100), 0.2));

  @AfterEach
  void stopListening() {
    application.close();
  }

  private static SourceConnector.Builder<String> texts() {
    return SourceConnector.named("texts", text -> text.getBytes(UTF_8));
  }

  private SourceConnector<String> connect() {
    return texts().connect(settings.build(), Map.of());
  }

  private Notify acceptAndOpen(PointOfReference point) {
    application.accept().greet(PLENTY);
    Notify notify = application.expect(Notify.class);
    application.open(notify, point);
    return notify;
  }

  private static List<String> payloads(List<Message> messages) {
    return messages.stream().map(message -> new String(message.payload(), UTF_8)).toList();
  }

  /** Closes it, against an application that has that message last. */
  private void close(SourceConnector<?> connector, Message last) throws Exception {
    CompletableFuture<Void> closing = closing(connector);
    application.expectEndOf(last.streamId());
    application.acknowledge(0, last);
    application.expectClosed();
    application.cut();
    closing.get(10, TimeUnit.SECONDS);
  }

  private static CompletableFuture<Void> closing(SourceConnector<?> connector) {
    return CompletableFuture.runAsync(connector::close);
  }

  @Test
  void sendsWhatIsWrittenAndClosesWhenAllIsAcknowledged() throws Exception {
    SourceConnector<String> connector = connect();
    connector.write("one");
    connector.write("two", Instant.ofEpochMilli(1234), "key".getBytes(UTF_8));
    CompletableFuture<Void> closing = closing(connector);

    Notify notify = acceptAndOpen(PointOfReference.NEVER);
    List<Message> messages = application.expectMessages(2);
    application.expectEndOf(notify.streamId());
    assertThat(closing).isNotDone();
    application.acknowledge(2, messages.get(1));
    application.expectClosed();
    application.cut();
    closing.get(10, TimeUnit.SECONDS);

    assertThat(payloads(messages)).containsExactly("one", "two");
    assertThat(messages.get(1).eventTime()).isEqualTo(1234);
    assertThat(messages.get(1).key()).isEqualTo("key".getBytes(UTF_8));
  }

  @Test
  void losesNothingWhenTheConnectionIsCutBetweenMessageAndAck() throws Exception {
    SourceConnector<String> connector = connect();
    for (int i = 1; i <= 5; i++) {
      connector.write("value " + i);
    }
    acceptAndOpen(PointOfReference.NEVER);
    List<Message> first = application.expectMessages(5);
    application.reset(); // nothing was acknowledged

    acceptAndOpen(PointOfReference.NEVER);
    List<Message> second = application.expectMessages(5);
    application.acknowledge(0, second.get(2));
    application.cut(); // three are acknowledged, or that is lost with the connection

    acceptAndOpen(new PointOfReference(3));
    connector.write("value 6");
    List<Message> third = application.expectMessages(3);
    close(connector, third.get(2));

    assertThat(second).isEqualTo(first);
    assertThat(payloads(third)).containsExactly("value 4", "value 5", "value 6");
  }

  @Test
  void beginsANewStreamInEachLife() throws Exception {
    SourceConnector<String> one = connect();
    String first = acceptAndOpen(PointOfReference.NEVER).streamName();
    closing(one).get(10, TimeUnit.SECONDS);
    SourceConnector<String> two = connect();
    String second = acceptAndOpen(PointOfReference.NEVER).streamName();
    closing(two).get(10, TimeUnit.SECONDS);

    assertThat(first).startsWith("texts/").isNotEqualTo(second);
  }

  @Test
  void waitsInWriteWhileTooManyValuesAreNotAcknowledged() throws Exception {
    SourceConnector<String> connector =
        texts().maxUnacknowledged(2, 1_000_000).connect(settings.build(), Map.of());
    acceptAndOpen(PointOfReference.NEVER);
    connector.write("one");
    connector.write("two");
    CompletableFuture<Void> third = writing(connector, "three");
    List<Message> messages = application.expectMessages(2);
    assertThatThrownBy(() -> third.get(200, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);

    application.acknowledge(0, messages.get(0));

    third.get(10, TimeUnit.SECONDS);
    close(connector, application.expect(Message.class));
  }

  @Test
  void waitsInWriteWhileTooManyBytesAreNotAcknowledged() throws Exception {
    SourceConnector<String> connector =
        texts().maxUnacknowledged(1_000, 10).connect(settings.build(), Map.of());
    acceptAndOpen(PointOfReference.NEVER);
    connector.write("more than ten bytes");
    CompletableFuture<Void> second = writing(connector, "two");
    Message first = application.expect(Message.class);
    assertThatThrownBy(() -> second.get(200, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);

    application.acknowledge(0, first);

    second.get(10, TimeUnit.SECONDS);
    close(connector, application.expect(Message.class));
  }

  private static CompletableFuture<Void> writing(SourceConnector<String> connector, String value) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            connector.write(value);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void refusesAValueOverTheFrameLimitAndGoesOn() throws Exception {
    settings.maxFrameLength(100);
    SourceConnector<String> connector = connect();

    assertThatThrownBy(() -> connector.write("x".repeat(100)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the value makes a frame of 127 bytes, expected at most 100: raise --max-frame, here"
                + " and where the message goes");
    connector.write("short");
    acceptAndOpen(PointOfReference.NEVER);

    Message message = application.expect(Message.class);
    assertThat(payloads(List.of(message))).containsExactly("short");
    close(connector, message);
  }

  @Test
  void takesNothingWhenItIsClosed() throws Exception {
    SourceConnector<String> connector = connect();
    CompletableFuture<Void> closing = closing(connector);
    acceptAndOpen(PointOfReference.NEVER);
    closing.get(10, TimeUnit.SECONDS);

    assertThatThrownBy(() -> connector.write("late"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the connector is closed");
  }

  @Test
  void givesParametersTheirValues() throws Exception {
    SourceConnector<String> connector =
        texts()
            .required("table", "what to read")
            .optional("rate", "10", "values a second")
            .connect(settings.build(), Map.of("table", "orders"));
    acceptAndOpen(PointOfReference.NEVER);
    closing(connector).get(10, TimeUnit.SECONDS);

    assertThat(connector.parameters().get("table")).isEqualTo("orders");
    assertThat(connector.parameters().get("rate")).isEqualTo("10");
    assertThatThrownBy(() -> connector.parameters().get("colour"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(connector.parameters().toString()).doesNotContain("orders");
  }

  @Test
  void namesAllParametersThatAreMissingOrUnknown() {
    SourceConnector.Builder<String> builder =
        texts().required("table", "what to read").required("column", "what of it");

    assertThatThrownBy(() -> builder.connect(settings.build(), Map.of("colour", "red")))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.complaints())
                    .containsExactly(
                        "table is missing: what to read",
                        "column is missing: what of it",
                        "colour is no parameter; expected one of [table, column]"));
  }

  @Test
  void refusesAParameterNameThatIsNoOption() {
    assertThatThrownBy(() -> texts().required("Table Name", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"Table Name\"");
  }
}
