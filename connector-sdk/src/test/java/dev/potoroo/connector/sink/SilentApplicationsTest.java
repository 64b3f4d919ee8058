package dev.potoroo.connector.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.Background;
import dev.potoroo.connector.HostAndPort;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.testkit.log.RecordedLog;
import dev.potoroo.testkit.peer.ScriptedSender;
import dev.potoroo.testkit.proxy.FaultyLink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Applications that never close and never go on, and what one sees that waits for a slow sink. */
final class SilentApplicationsTest {
  private static final StreamId ORDERS = StreamId.of("orders");
  private static final Duration IDLE = Duration.ofMillis(600);
  private static final Duration LONG = IDLE.multipliedBy(3);
  private static final Ack SIGN_OF_LIFE = new Ack(0, List.of());

  private final RecordedLog log = RecordedLog.of("dev.potoroo");
  private final MemorySink sink = new MemorySink();
  private Background connector;
  private String address;
  private FaultyLink link;
  private ScriptedSender application;

  @BeforeEach
  void start() throws Exception {
    SinkRunner runner =
        new SinkRunner(
            sink,
            SinkSettings.builder(HostAndPort.parse("127.0.0.1:0"), "memory-sink")
                .idleTimeout(IDLE)
                .build());
    connector = Background.run(runner::run, runner::stop);
    HostAndPort listening = runner.listening().get(10, TimeUnit.SECONDS);
    address = listening.toString();
    link = FaultyLink.to(listening.host(), listening.port());
    application = ScriptedSender.application("127.0.0.1:" + link.port());
    application.dial().greet("");
    application.announce(ORDERS, "orders");
  }

  @AfterEach
  void stop() {
    sink.permits.release(1_000);
    application.close();
    link.close();
    connector.close();
    log.close();
  }

  @Test
  void halfAFrameIsWaitedForAndThenTheConnectionIsClosed() {
    application
        .connection()
        .sendHalf(new Message(ORDERS, new MessageId(1), 0, Message.NO_BYTES, new byte[100]));

    application.expectClosed();

    await()
        .untilAsserted(
            () ->
                assertThat(log.warnings())
                    .anySatisfy(
                        line ->
                            assertThat(line)
                                .contains(
                                    "application scripted-application at",
                                    "owed the rest of a frame",
                                    "--idle-timeout")));
  }

  @Test
  void anApplicationWithNothingToSayMayBeSilent() {
    application.expectNothingFor(LONG);

    application.message(ORDERS, 1, "one");

    application.awaitAcknowledged(ORDERS, 1);
  }

  @Test
  void anApplicationThatWaitsForASlowWriteIsShownThatTheSinkLives() {
    sink.permits.drainPermits();

    application.message(ORDERS, 1, "one");

    assertThat(application.expect(Ack.class)).isEqualTo(SIGN_OF_LIFE);
    assertThat(application.expect(Ack.class)).isEqualTo(SIGN_OF_LIFE);
    sink.permits.release();
    application.awaitAcknowledged(ORDERS, 1);
  }

  @Test
  void anApplicationThatComesBackWritesWhileItsOldConnectionIsBehindABlackHole() {
    application.message(ORDERS, 1, "one");
    application.awaitAcknowledged(ORDERS, 1);
    link.blackhole();
    application.message(ORDERS, 2, "two, which never arrives");

    try (ScriptedSender again = ScriptedSender.application(address)) {
      again.dial().greet("");
      PointOfReference mark = again.announce(ORDERS, "orders");
      again.message(ORDERS, 2, "two");
      again.awaitAcknowledged(ORDERS, 2);

      assertThat(mark).isEqualTo(new PointOfReference(1));
      assertThat(sink.rows).containsExactly("one", "two");
    }
  }
}
