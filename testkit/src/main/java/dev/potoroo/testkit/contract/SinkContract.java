package dev.potoroo.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Ok;
import dev.potoroo.testkit.peer.ScriptedSender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a sink connector promises to an application, tested over the wire.
 *
 * <p>A subclass gives a {@link SinkDriver}; it may have tests of its own beside these. A sink that
 * passes stores each message exactly once, whenever a connection or the sink itself is cut off: it
 * acknowledges only what is durable, and its high-water mark says after a crash what that is.
 */
public abstract class SinkContract {
  private static final String COOKIE = "open sesame";
  private static final Duration STORED_WITHIN = Duration.ofSeconds(20);
  private static final StreamId STREAM = StreamId.of("contract");
  private static final StreamId OTHER_STREAM = StreamId.of("contract, other");

  private @Nullable SinkDriver driver;
  private @Nullable ScriptedSender application;

  /** A driver for one test; called once in each, after {@code @BeforeEach} methods. */
  protected abstract SinkDriver newDriver() throws Exception;

  /** A payload that the sink under test accepts, another one for each id. */
  protected String payload(long id) {
    return "message " + id;
  }

  @AfterEach
  final void closeBothEnds() throws Exception {
    if (application != null) {
      application.close();
    }
    if (driver != null) {
      driver.close();
    }
  }

  @Test
  final void answersHelloWithCredits() throws Exception {
    Ok ok = start().greet(COOKIE);

    assertThat(ok.initialCredits()).isPositive();
  }

  @Test
  final void refusesAnotherVersion() throws Exception {
    ScriptedSender wrong = start();

    wrong.send(new Hello("potoroo/999", COOKIE, "scripted", "scripted"));

    assertThat(wrong.expect(ErrorFrame.class).text()).contains("potoroo/1").contains("potoroo/999");
    wrong.expectClosed();
  }

  @Test
  final void refusesAnotherCookieWithoutTellingTheRightOne() throws Exception {
    ScriptedSender wrong = start();

    wrong.send(wrong.hello("open, please"));

    assertThat(wrong.expect(ErrorFrame.class).text())
        .containsIgnoringCase("cookie")
        .doesNotContain(COOKIE)
        .doesNotContain("open, please");
    wrong.expectClosed();
  }

  @Test
  final void knowsNothingOfANewStream() throws Exception {
    ScriptedSender sender = start();
    sender.greet(COOKIE);

    assertThat(announce(sender, STREAM)).isEqualTo(PointOfReference.NEVER);
  }

  @Test
  final void storesALoneMessageWithoutWaitingForMore() throws Exception {
    ScriptedSender sender = open();

    send(sender, STREAM, 1, 1);
    sender.awaitAcknowledged(STREAM, 1);

    assertStored(1, 1);
  }

  @Test
  final void acknowledgesOnlyWhatIsDurable() throws Exception {
    ScriptedSender sender = open();

    for (long first = 1; first <= 91; first += 10) {
      send(sender, STREAM, first, first + 9);
      sender.awaitAcknowledged(STREAM, first + 9);
      assertStored(1, first + 9); // at once, with no waiting
    }
  }

  @Test
  final void givesCreditsBack() throws Exception {
    ScriptedSender sender = start();
    long credits = sender.greet(COOKIE).initialCredits();
    announce(sender, STREAM);
    credits--;

    long sent = 0;
    long wanted = 3 * credits;
    while (sent < wanted) {
      long next = Math.min(wanted, sent + credits);
      send(sender, STREAM, sent + 1, next);
      credits -= next - sent;
      sent = next;
      while (credits == 0) {
        credits += Integer.toUnsignedLong(sender.expect(Ack.class).credits());
      }
    }

    awaitStored(wanted);
  }

  @Test
  final void keepsTheHighWaterMarkThroughACut() throws Exception {
    ScriptedSender sender = open();
    send(sender, STREAM, 1, 5);
    sender.awaitAcknowledged(STREAM, 5);

    sender.cut();

    assertThat(openAgain(sender)).isEqualTo(new PointOfReference(5));
  }

  @Test
  final void keepsTheHighWaterMarkThroughAKill() throws Exception {
    ScriptedSender sender = open();
    send(sender, STREAM, 1, 5);
    sender.awaitAcknowledged(STREAM, 5);

    killAndStart();

    assertThat(openAgain(sender())).isEqualTo(new PointOfReference(5));
    assertStored(1, 5);
  }

  @Test
  final void storesEachMessageOnceWhenConnectionsAreCutBeforeTheAck() throws Exception {
    ScriptedSender sender = open();
    PointOfReference mark = PointOfReference.NEVER;
    long sent = 0;

    for (int round = 0; round < 20; round++) {
      sent = Math.max(sent, mark.isNever() ? 0 : mark.value()) + 7;
      send(sender, STREAM, firstAfter(mark), sent);
      if (round % 2 == 0) {
        sender.cut();
      } else {
        sender.reset();
      }
      mark = openAgain(sender);
    }
    finishAndAssertStored(sender, mark, sent);
  }

  @Test
  final void storesEachMessageOnceWhenItIsKilledBeforeTheAck() throws Exception {
    open();
    PointOfReference mark = PointOfReference.NEVER;
    long sent = 0;

    for (int round = 0; round < 3; round++) {
      sent += 200;
      send(sender(), STREAM, firstAfter(mark), sent);
      killAndStart();
      mark = openAgain(sender());
    }
    finishAndAssertStored(sender(), mark, sent);
  }

  @Test
  final void forgetsAMessageThatCameHalf() throws Exception {
    ScriptedSender sender = open();
    send(sender, STREAM, 1, 1);
    sender.awaitAcknowledged(STREAM, 1);

    sender.connection().sendHalf(message(STREAM, 2));
    sender.cut();

    PointOfReference mark = openAgain(sender);
    assertThat(mark).isEqualTo(new PointOfReference(1));
    finishAndAssertStored(sender, mark, 2);
  }

  @Test
  final void dropsDuplicatesOfOneSession() throws Exception {
    ScriptedSender sender = open();
    send(sender, STREAM, 1, 5);
    sender.awaitAcknowledged(STREAM, 5);

    send(sender, STREAM, 3, 7);
    sender.awaitAcknowledged(STREAM, 7);

    assertStored(1, 7);
  }

  @Test
  final void dropsDuplicatesBelowTheMarkOfAnEarlierSession() throws Exception {
    ScriptedSender sender = open();
    send(sender, STREAM, 1, 5);
    sender.awaitAcknowledged(STREAM, 5);
    sender.cut();
    openAgain(sender);

    send(sender, STREAM, 1, 8);
    sender.awaitAcknowledged(STREAM, 8);

    assertStored(1, 8);
  }

  @Test
  final void answersTheEndOfAStreamWhenAllOfItIsDurable() throws Exception {
    ScriptedSender sender = open();

    send(sender, STREAM, 1, 50);
    sender.endOf(STREAM);
    sender.awaitAcknowledged(STREAM, 50);

    assertStored(1, 50);
    sender.cut();
    assertThat(openAgain(sender)).isEqualTo(new PointOfReference(50));
  }

  @Test
  final void keepsStreamsApart() throws Exception {
    ScriptedSender sender = open();
    announce(sender, OTHER_STREAM);

    send(sender, STREAM, 1, 3);
    sender.awaitAcknowledged(STREAM, 3);
    send(sender, OTHER_STREAM, 4, 9);
    sender.awaitAcknowledged(OTHER_STREAM, 9);
    sender.cut();

    assertThat(openAgain(sender)).isEqualTo(new PointOfReference(3));
    assertThat(announce(sender, OTHER_STREAM)).isEqualTo(new PointOfReference(9));
    assertStored(1, 9);
  }

  @Test
  final void letsANewConnectionOfTheSameApplicationTakeOver() throws Exception {
    ScriptedSender old = open();
    send(old, STREAM, 1, 3);
    old.awaitAcknowledged(STREAM, 3);

    try (ScriptedSender fresh = old.another()) {
      fresh.dial().greet(COOKIE);
      PointOfReference mark = announce(fresh, STREAM);

      old.await(ErrorFrame.class);
      old.expectClosed();
      assertThat(mark).isEqualTo(new PointOfReference(3));
      finishAndAssertStored(fresh, mark, 5);
    }
  }

  @Test
  final void outlivesAPeerThatSendsGarbage() throws Exception {
    ScriptedSender garbage = start();
    garbage
        .connection()
        .sendBytes((byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0); // length 2^32-1
    garbage.expect(ErrorFrame.class);
    garbage.expectClosed();

    finishAndAssertStored(garbage, openAgain(garbage), 1);
  }

  @Test
  final void readsFramesThatComeByteByByte() throws Exception {
    ScriptedSender sender = start();
    sender.connection().sendByteByByte(sender.hello(COOKIE));
    sender.expect(Ok.class);
    announce(sender, STREAM);

    sender.connection().sendByteByByte(message(STREAM, 1), message(STREAM, 2));
    sender.awaitAcknowledged(STREAM, 2);

    assertStored(1, 2);
  }

  /** The sink is started and dialled; HELLO comes next. */
  private ScriptedSender start() throws Exception {
    driver = newDriver();
    return dial(driver.start(COOKIE));
  }

  /** The sink is started, and the stream open from its beginning. */
  private ScriptedSender open() throws Exception {
    ScriptedSender sender = start();
    sender.greet(COOKIE);
    assertThat(announce(sender, STREAM)).isEqualTo(PointOfReference.NEVER);
    return sender;
  }

  /** A further session, with the stream open from where the sink says. */
  private PointOfReference openAgain(ScriptedSender sender) {
    sender.dial().greet(COOKIE);
    return announce(sender, STREAM);
  }

  private void killAndStart() throws Exception {
    driver().kill();
    dial(driver().start(COOKIE)).cut();
  }

  private ScriptedSender dial(String address) {
    if (application != null) {
      application.close();
    }
    application = ScriptedSender.application(address).dial();
    return application;
  }

  private ScriptedSender sender() {
    if (application == null) {
      throw new IllegalStateException("the sink was not started");
    }
    return application;
  }

  private SinkDriver driver() {
    if (driver == null) {
      throw new IllegalStateException("the sink was not started");
    }
    return driver;
  }

  private static PointOfReference announce(ScriptedSender sender, StreamId stream) {
    return sender.announce(stream, "contract " + stream);
  }

  private void send(ScriptedSender sender, StreamId stream, long first, long last) {
    sender.send(
        LongStream.rangeClosed(first, last)
            .mapToObj(id -> message(stream, id))
            .toArray(Message[]::new));
  }

  private Message message(StreamId stream, long id) {
    byte[] payload = payload(id).getBytes(StandardCharsets.UTF_8);
    return new Message(stream, new MessageId(id), 0, Message.NO_BYTES, payload);
  }

  private static long firstAfter(PointOfReference mark) {
    return mark.isNever() ? 1 : mark.value() + 1;
  }

  /** Sends what is still owed after {@code mark}, and finds everything from 1 on stored once. */
  private void finishAndAssertStored(ScriptedSender sender, PointOfReference mark, long last)
      throws Exception {
    if (!mark.covers(last)) {
      send(sender, STREAM, firstAfter(mark), last);
      sender.awaitAcknowledged(STREAM, last);
    }
    assertStored(1, last);
  }

  private void assertStored(long first, long last) throws Exception {
    assertThat(driver().stored()).containsExactlyElementsOf(payloads(first, last));
  }

  private void awaitStored(long last) {
    await()
        .atMost(STORED_WITHIN)
        .untilAsserted(
            () -> assertThat(driver().stored()).containsExactlyElementsOf(payloads(1, last)));
  }

  private List<String> payloads(long first, long last) {
    List<String> payloads = new ArrayList<>();
    for (long id = first; id <= last; id++) {
      payloads.add(payload(id));
    }
    return payloads;
  }
}
