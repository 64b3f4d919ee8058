package dev.potoroo.connector.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.Background;
import dev.potoroo.connector.HostAndPort;
import dev.potoroo.connector.RetryableException;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.Ok;
import dev.potoroo.testkit.log.RecordedLog;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.transport.Backoff;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A source against a scripted application, over real sockets. */
final class SourceRunnerTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final int PLENTY = 1000;

  private final ScriptedReceiver application = ScriptedReceiver.listen();
  private final NumberSource source = new NumberSource("numbers");
  private final SourceSettings.Builder settings =
      SourceSettings.builder(HostAndPort.parse(application.address()), "number-source")
          .backoff(new Backoff(Duration.ofMillis(10), Duration.ofMillis(100), 0.2))
          .refusalWait(Duration.ofMillis(50))
          .acknowledgeInterval(Duration.ZERO);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** The application goes first, so that nobody waits for its acknowledgements. */
  @AfterEach
  void close() throws Exception {
    application.close();
    for (AutoCloseable resource : open) {
      resource.close();
    }
  }

  private <R extends AutoCloseable> R closeLater(R resource) {
    open.addFirst(resource);
    return resource;
  }

  private Background start() {
    SourceRunner runner = new SourceRunner(source, settings.build());
    return closeLater(Background.run(runner::run, runner::stop));
  }

  /** Takes the next connection up to the open stream. */
  private Notify acceptAndOpen(int credits, PointOfReference point) {
    application.accept().greet(credits);
    Notify notify = application.expect(Notify.class);
    application.open(notify, point);
    return notify;
  }

  private static long id(Message message) {
    return message.messageId().value();
  }

  private void awaitAcknowledged(long id) {
    await().until(() -> new PointOfReference(id).equals(source.acknowledged.get(source.stream(0))));
  }

  @Test
  void greetsWithItsNamesAndCookie() throws Exception {
    settings.cookie("secret").instanceName("number-source-1");
    start();
    Hello hello = application.accept().expect(Hello.class);

    assertThat(hello).isEqualTo(new Hello("0.0.1", "secret", "number-source", "number-source-1"));
  }

  @Test
  void sendsEverythingInOrderAndEndsWhenAllIsAcknowledged() throws Exception {
    source.last = 3;
    Background connector = start();
    Notify notify = acceptAndOpen(PLENTY, PointOfReference.NEVER);
    List<Message> messages = application.expectMessages(3);
    application.expectEndOf(source.stream(0));

    application.acknowledge(3, messages.get(2));
    connector.awaitEnd();

    assertThat(notify.streamName()).isEqualTo("numbers");
    assertThat(notify.pointOfReference()).isEqualTo(PointOfReference.NEVER);
    assertThat(messages).extracting(SourceRunnerTest::id).containsExactly(1L, 2L, 3L);
    assertThat(source.acknowledged).containsEntry(source.stream(0), new PointOfReference(3));
    assertThat(source.calls).containsExactly("open", "close");
  }

  @Test
  void resumesFromThePointInNotifyAck() throws Exception {
    start();
    acceptAndOpen(3, new PointOfReference(41));

    assertThat(application.expectMessages(2))
        .extracting(SourceRunnerTest::id)
        .containsExactly(42L, 43L);
  }

  @Test
  void goesOnFromItsOwnPointWhenTheApplicationAsksForWhatIsNoLongerKept() throws Exception {
    source.acknowledged.put(source.stream(0), new PointOfReference(5));
    start();
    Notify notify = acceptAndOpen(PLENTY, PointOfReference.NEVER);

    assertThat(notify.pointOfReference()).isEqualTo(new PointOfReference(5));
    assertThat(id(application.expect(Message.class))).isEqualTo(6);
  }

  @Test
  void wakesAPollThatWaitsForAnAcknowledgement() throws Exception {
    settings.pollWait(Duration.ofMinutes(1));
    source.available = 2;
    start();
    acceptAndOpen(PLENTY, PointOfReference.NEVER);
    List<Message> messages = application.expectMessages(2);

    application.acknowledge(0, messages.get(1));

    awaitAcknowledged(2);
  }

  @Test
  void gathersAcknowledgementsThatComeCloseTogether() throws Exception {
    settings.acknowledgeInterval(Duration.ofSeconds(1));
    start();
    acceptAndOpen(PLENTY, PointOfReference.NEVER);
    List<Message> messages = application.expectMessages(100);
    application.acknowledge(0, messages.get(0));
    awaitAcknowledged(1);

    messages.subList(1, 100).forEach(message -> application.acknowledge(0, message));
    awaitAcknowledged(100);

    assertThat(source.acknowledgements.get()).isLessThan(10);
  }

  @Test
  void sendsAgainWhatWasNotAcknowledgedWhenTheConnectionWasCut() throws Exception {
    start();
    acceptAndOpen(11, PointOfReference.NEVER);
    List<Message> messages = application.expectMessages(10);
    application.acknowledge(0, messages.get(3));
    awaitAcknowledged(4);
    application.cut();

    Notify again = acceptAndOpen(7, new PointOfReference(4));

    assertThat(again.pointOfReference()).isEqualTo(new PointOfReference(4));
    assertThat(application.expectMessages(6))
        .extracting(SourceRunnerTest::id)
        .containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
  }

  @Test
  void sendsNothingWithoutACredit() throws Exception {
    start();
    acceptAndOpen(3, PointOfReference.NEVER);
    application.expectMessages(2);
    application.expectNothingFor(SHORT);

    application.grant(1);

    assertThat(id(application.expect(Message.class))).isEqualTo(3);
    application.expectNothingFor(SHORT);
  }

  @Test
  void asksAgainForAStreamThatIsRefused() throws Exception {
    start();
    application.accept().greet(PLENTY);
    application.refuse(application.expect(Notify.class));
    Notify again = application.expect(Notify.class);
    application.open(again, PointOfReference.NEVER);

    assertThat(id(application.expect(Message.class))).isEqualTo(1);
  }

  @Test
  void waitsForTheApplicationToListen() throws Exception {
    int port = application.port();
    application.close();
    start();
    ScriptedReceiver later = closeLater(ScriptedReceiver.listen(port));
    assertThat(later.accept().greet(PLENTY).programName()).isEqualTo("number-source");
  }

  @Test
  void dialsAgainWhenTheGreetingIsNotAnswered() throws Exception {
    settings.handshakeTimeout(SHORT);
    start();
    application.accept().expect(Hello.class);
    application.expectClosed();

    application.accept().greet(PLENTY);
    application.expect(Notify.class);
  }

  @Test
  void keepsTryingAfterAnErrorInAnswerToTheGreeting() throws Exception {
    start();
    application.accept().expect(Hello.class);
    application.fail("Bad cookie");
    application.expectClosed();

    acceptAndOpen(PLENTY, PointOfReference.NEVER);

    assertThat(id(application.expect(Message.class))).isEqualTo(1);
  }

  @Test
  void beginsAgainAfterAnError() throws Exception {
    start();
    acceptAndOpen(PLENTY, PointOfReference.NEVER);
    application.await(Message.class);
    application.fail("no more of this");
    application.connection().awaitClosed();

    acceptAndOpen(PLENTY, PointOfReference.NEVER);

    assertThat(id(application.expect(Message.class))).isEqualTo(1);
  }

  @Test
  void followsARestartToItsAddress() throws Exception {
    start();
    ScriptedReceiver other = closeLater(ScriptedReceiver.listen());
    acceptAndOpen(PLENTY, PointOfReference.NEVER);
    application.restart(other.address());

    other.accept().greet(PLENTY);
    other.open(other.expect(Notify.class), new PointOfReference(9));

    assertThat(id(other.expect(Message.class))).isEqualTo(10);
  }

  @Test
  void goesBackToItsOwnAddressWhenNobodyAnswersAtThatOfARestart() throws Exception {
    ScriptedReceiver gone = ScriptedReceiver.listen();
    String nowhere = gone.address();
    gone.close();
    start();
    acceptAndOpen(PLENTY, PointOfReference.NEVER);
    application.restart(nowhere);

    application.accept().greet(PLENTY);
    application.expect(Notify.class);
  }

  @Test
  void answersAFrameThatDoesNotFitWithAnError() throws Exception {
    source.available = 0;
    start();
    acceptAndOpen(PLENTY, PointOfReference.NEVER);
    application.send(new Notify(source.stream(0), "numbers", PointOfReference.NEVER));

    assertThat(application.expect(ErrorFrame.class).text())
        .isEqualTo("Unexpected frame: NOTIFY in session state STREAMING");
    application.expectClosed();
    application.accept().greet(PLENTY);
  }

  @Test
  void answersAFrameOverTheLimitWithAnError() throws Exception {
    settings.maxFrameLength(64);
    start();
    application.accept().expect(Hello.class);
    application.connection().sendBytes((byte) 0, (byte) 1, (byte) 0, (byte) 0);

    assertThat(application.expect(ErrorFrame.class).text())
        .isEqualTo(
            "Unable to decode frame: expected a length from 1 to 64 bytes (option --max-frame), got 65536");
    application.expectClosed();
  }

  @Test
  void endsWithAnErrorThatNamesTheOptionForAMessageOverTheLimit() throws Exception {
    settings.maxFrameLength(1000);
    source.padding = 1000;
    Background connector = start();
    acceptAndOpen(PLENTY, PointOfReference.NEVER);

    assertThat(connector.awaitFailure())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "stream numbers: message 1 makes a frame of 1028 bytes, expected at most 1000:"
                + " raise --max-frame, here and where the message goes");
    assertThat(source.calls).containsExactly("open", "close");
  }

  @Test
  void opensTheSourceAgainAfterARetryableException() throws Exception {
    source.openFailures.add(new RetryableException("waiting for the database"));
    source.pollFailures.add(new RetryableException("the database is gone"));
    start();
    acceptAndOpen(PLENTY, PointOfReference.NEVER);
    application.expectClosed();

    acceptAndOpen(PLENTY, PointOfReference.NEVER);

    assertThat(id(application.expect(Message.class))).isEqualTo(1);
    assertThat(source.calls).containsExactly("open", "close", "open", "close", "open");
  }

  @Test
  void endsWithAnyOtherExceptionOfTheSource() throws Exception {
    source.pollFailures.add(new IllegalStateException("broken"));
    Background connector = start();
    acceptAndOpen(PLENTY, PointOfReference.NEVER);

    assertThat(connector.awaitFailure()).hasMessage("broken");
    assertThat(source.calls).containsExactly("open", "close");
  }

  @Test
  void stopsWhenWhatWasSentIsAcknowledged() throws Exception {
    Background connector = start();
    acceptAndOpen(4, PointOfReference.NEVER);
    List<Message> messages = application.expectMessages(3);
    connector.stop();
    application.expectNothingFor(SHORT);

    application.acknowledge(100, messages.get(2));
    connector.awaitEnd();

    application.expectClosed();
    assertThat(source.acknowledged).containsEntry(source.stream(0), new PointOfReference(3));
  }

  @Test
  void stopsWithoutTheAcknowledgementWhenItDoesNotComeInTime() throws Exception {
    settings.stopTimeout(SHORT);
    Background connector = start();
    acceptAndOpen(4, PointOfReference.NEVER);
    application.expectMessages(3);

    connector.stop();
    connector.awaitEnd();

    assertThat(source.acknowledged).isEmpty();
  }

  @Test
  void stopsAtOnceWhileItWaitsForTheApplication() throws Exception {
    application.close();
    Background connector = start();
    await().until(() -> source.calls.contains("open"));

    connector.stop();
    connector.awaitEnd();

    assertThat(source.calls).containsExactly("open", "close");
  }

  @Test
  void runsSeveralStreamsAndEndsEach() throws Exception {
    NumberSource two = new NumberSource("left", "right");
    two.last = 1;
    SourceRunner runner = new SourceRunner(two, settings.build());
    Background connector = closeLater(Background.run(runner::run, runner::stop));
    application.accept().greet(PLENTY);
    Notify left = application.expect(Notify.class);
    Notify right = application.expect(Notify.class);
    application.open(right, PointOfReference.NEVER);
    Message ofRight = application.expect(Message.class);
    application.open(left, PointOfReference.NEVER);
    Message ofLeft = application.expect(Message.class);
    application.expectEndOf(left.streamId());
    application.expectEndOf(right.streamId());

    application.acknowledge(0, ofRight);
    application.acknowledge(0, ofLeft);
    connector.awaitEnd();

    assertThat(ofRight.streamId()).isEqualTo(right.streamId());
    assertThat(two.acknowledged).hasSize(2);
  }

  @Test
  void holdsBackWhenTheApplicationDoesNotRead() throws Exception {
    source.padding = 10_000;
    settings.stopTimeout(Duration.ZERO);
    start();
    application.accept().expect(Hello.class);
    application.send(new Ok(1_000_000));
    application.open(application.expect(Notify.class), PointOfReference.NEVER);
    // Nothing is read here: the sockets' buffers fill, then the connector stops polling.
    await().pollDelay(SHORT).until(() -> source.pausedFor(SHORT));

    long written = source.written();
    assertThat(written).isLessThan(5_000);
  }

  @Test
  void anErrorOnTheNetworkThreadEndsIt() throws Exception {
    source.wakeUpError = new NoClassDefFoundError("missing");
    Background connector = start();
    application.accept();

    Throwable failure = connector.awaitFailure();
    source.wakeUpError = null; // stopping calls it too

    assertThat(failure)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the network thread cannot go on")
        .hasRootCauseInstanceOf(NoClassDefFoundError.class);
  }

  @Test
  void dialsNobodyWhenTheApplicationIsLostWhileItStops() throws Exception {
    source.available = 1;
    Background connector = start();
    acceptAndOpen(PLENTY, PointOfReference.NEVER);
    application.expectMessages(1);

    try (RecordedLog log = RecordedLog.of("dev.potoroo")) {
      connector.stop();
      application.expectNothingFor(SHORT);
      application.cut();
      connector.awaitEnd();

      assertThat(log.warnings()).isEmpty();
    }
  }
}
