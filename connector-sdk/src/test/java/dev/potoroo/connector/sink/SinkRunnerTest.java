package dev.potoroo.connector.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.Background;
import dev.potoroo.connector.HostAndPort;
import dev.potoroo.connector.RetryableException;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.protocol.frame.Ok;
import dev.potoroo.testkit.peer.ScriptedSender;
import dev.potoroo.transport.Backoff;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A sink against a scripted application, over real sockets. */
final class SinkRunnerTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final StreamId ORDERS = StreamId.of("orders");
  private static final StreamId RETURNS = StreamId.of("returns");

  private final MemorySink sink = new MemorySink();
  private final SinkSettings.Builder settings =
      SinkSettings.builder(HostAndPort.parse("127.0.0.1:0"), "memory-sink")
          .backoff(new Backoff(Duration.ofMillis(10), Duration.ofMillis(100), 0.2));
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private String address = "";

  @AfterEach
  void close() throws Exception {
    sink.permits.release(1_000);
    for (AutoCloseable resource : open) {
      resource.close();
    }
  }

  private Background start() throws Exception {
    SinkRunner runner = new SinkRunner(sink, settings.build());
    Background connector = Background.run(runner::run, runner::stop);
    open.addLast(connector);
    address = runner.listening().get(10, TimeUnit.SECONDS).toString();
    return connector;
  }

  private ScriptedSender application() {
    ScriptedSender application = ScriptedSender.application(address);
    open.addFirst(application);
    return application;
  }

  /** An application that was greeted. */
  private ScriptedSender greeted() {
    ScriptedSender application = application();
    application.dial().greet("");
    return application;
  }

  private static List<String> numbers(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(Long::toString).toList();
  }

  @Test
  void writesAMessageAndThenAcknowledgesIt() throws Exception {
    start();
    ScriptedSender application = greeted();
    PointOfReference mark = application.announce(ORDERS, "orders");

    application.message(ORDERS, 7, "seven");
    Ack ack = application.expect(Ack.class);

    assertThat(mark).isEqualTo(PointOfReference.NEVER);
    assertThat(ack)
        .isEqualTo(new Ack(0, List.of(new Ack.StreamAck(ORDERS, new PointOfReference(7)))));
    assertThat(sink.rows).containsExactly("seven");
    SinkStream stream = new SinkStream("scripted-application", ORDERS, "orders");
    assertThat(sink.batches.get(0).marks())
        .containsExactly(
            new SinkBatch.MarkUpdate(stream, PointOfReference.NEVER, new PointOfReference(7)));
  }

  @Test
  void acknowledgesNothingBeforeTheWriteReturns() throws Exception {
    start();
    ScriptedSender application = greeted();
    application.announce(ORDERS, "orders");
    sink.permits.drainPermits();

    application.message(ORDERS, 1, "one");
    application.expectNothingFor(SHORT);
    sink.permits.release();

    application.awaitAcknowledged(ORDERS, 1);
  }

  @Test
  void answersWithTheStoredHighWaterMark() throws Exception {
    sink.marks.put(ORDERS, new PointOfReference(41));
    start();
    ScriptedSender application = greeted();

    assertThat(application.announce(ORDERS, "orders")).isEqualTo(new PointOfReference(41));
  }

  @Test
  void dropsWhatIsAtOrBelowTheMark() throws Exception {
    sink.marks.put(ORDERS, new PointOfReference(3));
    start();
    ScriptedSender application = greeted();
    application.announce(ORDERS, "orders");

    application.messages(ORDERS, 1, 5);
    application.awaitAcknowledged(ORDERS, 5);

    assertThat(sink.rows).containsExactly("4", "5");
  }

  @Test
  void writesOnceWhatComesAgainAfterACut() throws Exception {
    start();
    ScriptedSender application = greeted();
    application.announce(ORDERS, "orders");
    sink.permits.drainPermits();
    application.messages(ORDERS, 1, 10);
    await().until(sink.permits::hasQueuedThreads);
    application.cut(); // while the sink writes
    sink.permits.release(1_000);
    await().untilAsserted(() -> assertThat(sink.marks).containsKey(ORDERS));

    application.dial().greet("");
    long mark = application.announce(ORDERS, "orders").value();
    application.messages(ORDERS, 1, 20);
    application.awaitAcknowledged(ORDERS, 20);

    assertThat(mark).isBetween(1L, 10L);
    assertThat(sink.rows).containsExactlyElementsOf(numbers(1, 20));
  }

  @Test
  void writesALoneMessageAloneAndAFloodInThousands() throws Exception {
    start();
    ScriptedSender application = greeted();
    application.announce(ORDERS, "orders");
    application.message(ORDERS, 1, "1");
    application.awaitAcknowledged(ORDERS, 1);
    sink.permits.drainPermits();
    application.message(ORDERS, 2, "2");
    await().until(sink.permits::hasQueuedThreads);

    application.messages(ORDERS, 3, 9_000);
    sink.permits.release(1_000);
    application.awaitAcknowledged(ORDERS, 9_000);

    assertThat(sink.rows).containsExactlyElementsOf(numbers(1, 9_000));
    List<Integer> sizes = sink.batches.stream().map(batch -> batch.messages().size()).toList();
    assertThat(sizes).startsWith(1, 1).hasSizeLessThan(200);
    assertThat(sizes).allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(5_000));
    assertThat(sizes).anySatisfy(size -> assertThat(size).isGreaterThanOrEqualTo(1_000));
  }

  @Test
  void writesMessagesOfSeveralStreamsTogetherInTheirOrder() throws Exception {
    start();
    ScriptedSender application = greeted();
    application.announce(ORDERS, "orders");
    application.announce(RETURNS, "returns");
    sink.permits.drainPermits();
    application.message(ORDERS, 1, "first");
    await().until(sink.permits::hasQueuedThreads);

    application.message(ORDERS, 2, "order 2");
    application.message(RETURNS, 1, "return 1");
    application.message(ORDERS, 3, "order 3");
    sink.permits.release(1_000);
    application.awaitAcknowledged(ORDERS, 3);

    assertThat(sink.rows).containsExactly("first", "order 2", "return 1", "order 3");
    await().until(() -> new PointOfReference(1).equals(sink.marks.get(RETURNS)));
  }

  @Test
  void givesCreditsBackWhenHalfAreUsed() throws Exception {
    settings.maxCredits(10);
    start();
    ScriptedSender application = application();
    assertThat(application.dial().greet("")).isEqualTo(new Ok(10));
    application.announce(ORDERS, "orders");

    application.messages(ORDERS, 1, 4);
    Ack refill = application.await(Ack.class);
    while (refill.credits() == 0) {
      refill = application.await(Ack.class);
    }

    assertThat(refill.credits()).isBetween(5, 10);
  }

  @Test
  void refusesAMessageWithoutACredit() throws Exception {
    settings.maxCredits(10);
    start();
    ScriptedSender application = greeted();
    application.announce(ORDERS, "orders");
    sink.permits.drainPermits();

    application.messages(ORDERS, 1, 20);
    sink.permits.release(1_000);

    assertThat(application.await(ErrorFrame.class).text())
        .startsWith("Too many messages: stream " + ORDERS);
  }

  @Test
  void endsAStreamWhenEverythingOnItIsWritten() throws Exception {
    start();
    ScriptedSender application = greeted();
    application.announce(ORDERS, "orders");

    application.message(ORDERS, 5, "five");
    application.awaitAcknowledged(ORDERS, 5);
    application.endOf(ORDERS);
    application.awaitAcknowledged(ORDERS, 5);

    assertThat(application.announce(ORDERS, "orders")).isEqualTo(new PointOfReference(5));
  }

  @Test
  void refusesAnotherVersion() throws Exception {
    start();
    ScriptedSender application = application();
    application.dial().send(new Hello("v0.0.1", "", "wallaroo", "worker"));

    assertThat(application.expect(ErrorFrame.class).text())
        .isEqualTo("Unknown protocol version: expected \"potoroo/1\", got \"v0.0.1\"");
    application.expectClosed();
  }

  @Test
  void refusesAWrongCookie() throws Exception {
    settings.cookie("right");
    start();
    ScriptedSender application = application();
    application.dial().send(application.hello("wrong"));

    assertThat(application.expect(ErrorFrame.class).text())
        .startsWith("Bad cookie")
        .doesNotContain("right", "wrong");
    application.expectClosed();
  }

  @Test
  void refusesAFrameOverTheLimitBeforeItHasCome() throws Exception {
    settings.maxFrameLength(1_000);
    start();
    ScriptedSender application = greeted();
    application.connection().sendBytes((byte) 0, (byte) 0, (byte) 0x27, (byte) 0x10);

    assertThat(application.expect(ErrorFrame.class).text())
        .isEqualTo(
            "Unable to decode frame: expected a length from 1 to 1000 bytes (option --max-frame), got 10000");
    application.expectClosed();
  }

  @Test
  void closesAConnectionThatDoesNotGreet() throws Exception {
    settings.handshakeTimeout(SHORT);
    start();
    ScriptedSender application = application();
    application.dial();

    assertThat(application.expect(ErrorFrame.class).text())
        .isEqualTo("Expected HELLO within 200 ms, got none");
    application.expectClosed();
  }

  @Test
  void turnsAConnectionAwayThatIsOneTooMany() throws Exception {
    settings.maxConnections(1);
    start();
    greeted();
    ScriptedSender second = application().named("second");
    open.addFirst(second);
    second.dial();

    assertThat(second.expect(ErrorFrame.class).text()).startsWith("Too many connections");
    second.expectClosed();
  }

  @Test
  void letsANewerSessionOfAnApplicationSupersedeTheOlder() throws Exception {
    start();
    ScriptedSender older = greeted();
    older.announce(ORDERS, "orders");

    ScriptedSender newer = greeted();

    assertThat(older.expect(ErrorFrame.class).text()).startsWith("Superseded");
    older.expectClosed();
    newer.announce(ORDERS, "orders");
    newer.message(ORDERS, 1, "one");
    newer.awaitAcknowledged(ORDERS, 1);
  }

  @Test
  void endsASessionWhoseMarkAnotherHasMoved() throws Exception {
    start();
    ScriptedSender application = greeted();
    application.announce(ORDERS, "orders");
    sink.marks.put(ORDERS, new PointOfReference(100));

    application.message(ORDERS, 1, "stale");

    assertThat(application.expect(ErrorFrame.class).text())
        .isEqualTo("Superseded: expected the mark never, it is 100");
    application.expectClosed();
    assertThat(sink.rows).isEmpty();
  }

  @Test
  void answersTheGreetingWhenTheSinkCanBeOpened() throws Exception {
    for (int i = 0; i < 5; i++) {
      sink.openFailures.add(new RetryableException("waiting for the database"));
    }
    start();
    ScriptedSender application = application();
    application.dial().greet("");

    assertThat(sink.calls).startsWith("open", "close", "open", "close").endsWith("open");
  }

  @Test
  void takesApplicationsBackAfterARetryableException() throws Exception {
    sink.writeFailures.add(new RetryableException("the database is gone"));
    start();
    ScriptedSender application = greeted();
    application.announce(ORDERS, "orders");
    application.message(ORDERS, 1, "one");
    assertThat(application.expect(ErrorFrame.class).text())
        .isEqualTo("The sink has to wait: the database is gone");
    application.expectClosed();

    application.dial().greet("");
    assertThat(application.announce(ORDERS, "orders")).isEqualTo(PointOfReference.NEVER);
    application.message(ORDERS, 1, "one");
    application.awaitAcknowledged(ORDERS, 1);

    assertThat(sink.rows).containsExactly("one");
    assertThat(sink.calls).containsExactly("open", "close", "open");
  }

  @Test
  void endsWithAnyOtherExceptionOfTheSinkAndAcknowledgesNothing() throws Exception {
    sink.writeFailures.add(new IllegalStateException("broken"));
    Background connector = start();
    ScriptedSender application = greeted();
    application.announce(ORDERS, "orders");
    application.message(ORDERS, 1, "one");

    assertThat(application.expect(ErrorFrame.class).text())
        .isEqualTo("The sink has failed and ends; its log says why");
    assertThat(connector.awaitFailure()).hasMessage("broken");
    assertThat(sink.calls).containsExactly("open", "close");
  }

  @Test
  void stopsWhenWhatWasAcceptedIsWrittenAndAcknowledged() throws Exception {
    Background connector = start();
    ScriptedSender application = greeted();
    application.announce(ORDERS, "orders");
    sink.permits.drainPermits();
    application.message(ORDERS, 1, "1");
    await().until(sink.permits::hasQueuedThreads);
    connector.stop();

    sink.permits.release(1_000);
    application.awaitAcknowledged(ORDERS, 1);
    application.expectClosed();
    application.cut();
    connector.awaitEnd();

    assertThat(sink.calls).containsExactly("open", "close");
  }

  @Test
  void readsNoMoreThanItMayHoldInBytes() throws Exception {
    settings.maxPendingBytes(100_000);
    start();
    ScriptedSender application = greeted();
    application.announce(ORDERS, "orders");
    sink.permits.drainPermits();

    Thread flood =
        new Thread(
            () -> {
              for (int id = 1; id <= 100; id++) {
                application.message(ORDERS, id, "x".repeat(500_000));
              }
            });
    flood.setDaemon(true);
    flood.start();

    // 50 MB do not fit into the sockets' buffers: the flood has to wait for the sink.
    await().pollDelay(Duration.ofSeconds(1)).until(flood::isAlive);
    assertThat(sink.rows).isEmpty();
    sink.permits.release(1_000);
    application.awaitAcknowledged(ORDERS, 100);
    assertThat(sink.rows).hasSize(100);
    flood.join();
  }

  @Test
  void namesTheAddressAndTheOptionWhenThePortIsInUse() throws Exception {
    start();
    MemorySink other = new MemorySink();
    SinkRunner second =
        new SinkRunner(other, SinkSettings.builder(HostAndPort.parse(address), "second").build());

    Throwable failure = Background.run(second::run, second::stop).awaitFailure();

    assertThat(failure)
        .hasMessageStartingWith("cannot listen on " + address + " (option --listen): ")
        .hasMessageContaining("in use");
    assertThat(other.calls).isEmpty();
  }

  @Test
  void refusesAStreamThatIsOpenAlready() throws Exception {
    start();
    ScriptedSender application = greeted();
    application.announce(ORDERS, "orders");

    application.send(new Notify(ORDERS, "orders", PointOfReference.NEVER));

    assertThat(application.expect(NotifyAck.class).success()).isFalse();
  }

  @Test
  void anErrorOfTheSinkEndsItAndAcknowledgesNothing() throws Exception {
    Background connector = start();
    ScriptedSender application = greeted();
    application.announce(ORDERS, "orders");
    sink.writeError = new StackOverflowError("too deep");

    application.message(ORDERS, 1, "one");

    assertThat(connector.awaitFailure()).isInstanceOf(StackOverflowError.class);
    application.connection().awaitClosed();
    assertThat(sink.calls).contains("close");
  }
}
