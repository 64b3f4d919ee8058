package dev.potoroo.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.EndOfStream;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.protocol.frame.Ok;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a source connector promises to an application, tested over the wire.
 *
 * <p>A subclass gives a {@link SourceDriver}; it may have tests of its own beside these. A
 * connector that passes loses no message and is exactly-once fit: after any cut it sends again what
 * was not acknowledged, with the same ids and the same bytes.
 */
public abstract class SourceContract {

  /** Long enough for a connector that must not send, to do it anyway. */
  private static final Duration QUIET = Duration.ofMillis(300);

  /** For what a connector tries again after a while of its own choice. */
  private static final Duration WITH_BACK_OFF = Duration.ofSeconds(20);

  private static final int PLENTY = 1000;

  private final ScriptedReceiver application = ScriptedReceiver.listen();
  private @Nullable SourceDriver driver;

  /** A driver for one test; called once in each, after {@code @BeforeEach} methods. */
  protected abstract SourceDriver newDriver() throws Exception;

  @AfterEach
  final void closeBothEnds() throws Exception {
    application.close(); // first, for the connector would wait for it to close
    if (driver != null) {
      driver.close();
    }
  }

  @Test
  final void greetsAsASourceAndAnnouncesItsStream() throws Exception {
    start(0);

    Hello hello = application.accept().greet(PLENTY);
    Notify notify = application.expect(Notify.class);

    assertThat(hello.version()).isEqualTo("0.0.1");
    assertThat(notify.streamName()).isNotEmpty();
  }

  @Test
  final void sendsNothingBeforeItsStreamIsOpened() throws Exception {
    start(3);

    application.accept();
    Hello hello = application.expect(Hello.class);
    application.expectNothingFor(QUIET);
    application.send(new Ok(PLENTY));
    Notify notify = application.expect(Notify.class);
    application.expectNothingFor(QUIET);
    application.open(notify, PointOfReference.NEVER);

    assertThat(application.expectMessages(3)).hasSize(3);
    assertThat(hello.cookie()).isEmpty();
  }

  @Test
  final void sendsIdsThatStrictlyIncrease() throws Exception {
    start(20);

    StreamId stream = openStream(PLENTY);
    List<Message> messages = application.expectMessages(20);

    assertThat(messages).allMatch(message -> message.streamId().equals(stream));
    assertStrictlyIncreasing(messages);
  }

  @Test
  final void sendsWhatIsProducedWhileItRuns() throws Exception {
    SourceDriver source = start(0);
    openStream(PLENTY);
    application.expectNothingFor(QUIET);

    source.produce(1);
    Message first = application.expect(Message.class);
    source.produce(1);
    Message second = application.expect(Message.class);

    assertStrictlyIncreasing(List.of(first, second));
  }

  @Test
  final void neverSendsBeyondItsCredits() throws Exception {
    start(10);

    openStream(3); // NOTIFY costs one of them
    List<Message> first = application.expectMessages(2);
    application.expectNothingFor(QUIET);
    application.acknowledge(1, first.get(1));
    application.expect(Message.class);
    application.expectNothingFor(QUIET);
    application.grant(PLENTY);

    application.expectMessages(7);
  }

  @Test
  final void goesOnAfterThePointInNotifyAck() throws Exception {
    start(5);
    openStream(PLENTY);
    List<Message> before = application.expectMessages(5);

    application.cut();
    Notify again = acceptAgain();
    application.open(again, PointOfReference.at(before.get(1).messageId()));

    assertThat(application.expectMessages(3)).isEqualTo(before.subList(2, 5));
  }

  @Test
  final void sendsAgainWhatWasNotAcknowledgedWithTheSameIdsAndBytes() throws Exception {
    SourceDriver source = start(5);
    openStream(PLENTY);
    List<Message> before = application.expectMessages(5);

    application.acknowledge(0, before.get(1));
    application.cut();
    Notify again = acceptAgain();
    source.produce(2);

    resumeAndCompare(again, before, 2);
  }

  @Test
  final void sendsAgainWhatWasNotAcknowledgedAfterAReset() throws Exception {
    SourceDriver source = start(5);
    openStream(PLENTY);
    List<Message> before = application.expectMessages(5);

    application.reset();
    Notify again = acceptAgain();
    source.produce(2);

    resumeAndCompare(again, before, 0);
  }

  @Test
  final void sendsTheSameAgainAfterManyCuts() throws Exception {
    SourceDriver source = start(5);
    openStream(PLENTY);
    List<Message> before = application.expectMessages(5);

    Notify again = null;
    for (int i = 0; i < 3; i++) {
      application.cut();
      again = acceptAgain();
      application.open(again, PointOfReference.NEVER);
      assertThat(application.expect(Message.class)).isEqualTo(before.get(0));
    }
    application.cut();
    again = acceptAgain();
    source.produce(1);

    resumeAndCompare(again, before, 0);
  }

  @Test
  final void comesBackAfterACutInTheHandshake() throws Exception {
    start(1);

    application.accept().expect(Hello.class);
    application.cut();
    application.accept(WITH_BACK_OFF).expect(Hello.class);
    application.send(new Ok(PLENTY));
    application.expect(Notify.class);
    application.cut();
    application.open(acceptAgain(), PointOfReference.NEVER);

    application.expect(Message.class);
  }

  @Test
  final void waitsForAnApplicationThatIsNotThereYet() throws Exception {
    int port = application.port();
    application.stopListening();
    start(1);

    try (ScriptedReceiver late = ScriptedReceiver.listen(port)) {
      late.accept(WITH_BACK_OFF).greet(PLENTY);
      late.open(late.expect(Notify.class), PointOfReference.NEVER);
      late.expect(Message.class);
    }
  }

  @Test
  final void takesARestartToAnotherAddress() throws Exception {
    start(2);
    openStream(PLENTY);
    List<Message> before = application.expectMessages(2);

    try (ScriptedReceiver other = ScriptedReceiver.listen()) {
      application.restart(other.address());
      other.accept(WITH_BACK_OFF).greet(PLENTY);
      other.open(other.expect(Notify.class), PointOfReference.NEVER);

      assertThat(other.expectMessages(2)).isEqualTo(before);
    }
  }

  @Test
  final void takesARestartWithoutAddressForTheSameOne() throws Exception {
    start(1);
    openStream(PLENTY);
    Message before = application.expect(Message.class);

    application.restart("");
    application.open(acceptAgain(), PointOfReference.NEVER);

    assertThat(application.expect(Message.class)).isEqualTo(before);
  }

  @Test
  final void asksAgainForARefusedStream() throws Exception {
    start(1);
    application.accept().greet(PLENTY);
    Notify refused = application.expect(Notify.class);

    application.refuse(refused);
    application.grant(1); // Wallaroo's client asks again when an ACK comes
    Notify again = application.connection().expect(Notify.class, WITH_BACK_OFF);
    application.open(again, PointOfReference.NEVER);

    assertThat(again.streamId()).isEqualTo(refused.streamId());
    application.expect(Message.class);
  }

  @Test
  final void comesBackAfterAnError() throws Exception {
    start(1);
    openStream(PLENTY);
    Message before = application.expect(Message.class);

    application.fail("try again");
    application.open(acceptAgain(), PointOfReference.NEVER);

    assertThat(application.expect(Message.class)).isEqualTo(before);
  }

  @Test
  final void readsFramesThatComeByteByByte() throws Exception {
    start(1);

    application.accept().expect(Hello.class);
    application.connection().sendByteByByte(new Ok(PLENTY));
    StreamId stream = application.expect(Notify.class).streamId();
    application.connection().sendByteByByte(new NotifyAck(true, stream, PointOfReference.NEVER));

    application.expect(Message.class);
  }

  @Test
  final void stopsCleanlyWhenEverythingIsAcknowledged() throws Exception {
    SourceDriver source = start(3);
    openStream(PLENTY);
    Message last = application.expectMessages(3).get(2);
    application.acknowledge(3, last);

    CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> stop(source));
    answerEndsUntilClosed(last.messageId());

    stopped.get(WITH_BACK_OFF.toSeconds(), TimeUnit.SECONDS);
    application.expectNoConnectionFor(QUIET);
  }

  private SourceDriver start(int messages) throws Exception {
    SourceDriver started = newDriver();
    driver = started;
    if (messages > 0) {
      started.produce(messages);
    }
    started.start(application.address());
    return started;
  }

  private static void stop(SourceDriver source) {
    try {
      source.stop();
    } catch (Exception e) {
      throw new AssertionError("the source does not stop", e);
    }
  }

  /** The first session: opens the stream from its beginning. */
  private StreamId openStream(int credits) {
    application.accept(WITH_BACK_OFF).greet(credits);
    Notify notify = application.expect(Notify.class);
    application.open(notify, PointOfReference.NEVER);
    return notify.streamId();
  }

  /** A further session, up to the announcement of the stream. */
  private Notify acceptAgain() {
    application.accept(WITH_BACK_OFF).greet(PLENTY);
    return application.expect(Notify.class);
  }

  /**
   * Opens where the source stands, as an application without a memory does. At least all but the
   * acknowledged ones come again, then new ones.
   */
  private void resumeAndCompare(Notify again, List<Message> before, int acknowledged) {
    PointOfReference point =
        again.pointOfReference().value() == 0 ? PointOfReference.NEVER : again.pointOfReference();
    List<Message> owed =
        before.stream().filter(message -> !point.covers(message.messageId())).toList();
    assertThat(owed)
        .as("what is sent again after %s", point)
        .containsAll(before.subList(acknowledged, before.size()));

    application.open(again, point);

    assertThat(application.expectMessages(owed.size())).isEqualTo(owed);
    assertStrictlyIncreasing(
        List.of(before.get(before.size() - 1), application.expect(Message.class)));
  }

  private void answerEndsUntilClosed(MessageId last) {
    List<Frame> frames;
    do {
      frames = application.readUntilQuietFor(QUIET);
      for (Frame frame : frames) {
        assertThat(frame).isNotInstanceOf(ErrorFrame.class);
        if (frame instanceof EndOfStream end) {
          application.send(
              new Ack(0, List.of(new Ack.StreamAck(end.streamId(), PointOfReference.at(last)))));
        }
      }
    } while (!frames.isEmpty());
    application.expectClosed();
  }

  private static void assertStrictlyIncreasing(List<Message> messages) {
    for (int i = 1; i < messages.size(); i++) {
      assertThat(messages.get(i).messageId()).isGreaterThan(messages.get(i - 1).messageId());
    }
  }
}
