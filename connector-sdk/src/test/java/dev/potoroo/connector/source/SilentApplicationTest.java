package dev.potoroo.connector.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.Background;
import dev.potoroo.connector.HostAndPort;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.Ok;
import dev.potoroo.testkit.log.RecordedLog;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.testkit.proxy.FaultyLink;
import dev.potoroo.transport.Backoff;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Applications that never close and never answer, and some that have good reason to be silent. */
final class SilentApplicationTest {
  private static final Duration IDLE = Duration.ofMillis(600);
  private static final Duration LONG = IDLE.multipliedBy(3);
  private static final PointOfReference NEVER = PointOfReference.NEVER;

  private final RecordedLog log = RecordedLog.of("dev.potoroo");
  private final ScriptedReceiver application = ScriptedReceiver.listen();
  private final FaultyLink link = FaultyLink.to("127.0.0.1", application.port());
  private final NumberSource source = new NumberSource("numbers");
  private Background connector;

  @BeforeEach
  void start() {
    SourceSettings settings =
        SourceSettings.builder(new HostAndPort("127.0.0.1", link.port()), "number-source")
            .backoff(new Backoff(Duration.ofMillis(10), Duration.ofMillis(100), 0.2))
            .idleTimeout(IDLE)
            .stopTimeout(Duration.ofMillis(100))
            .build();
    SourceRunner runner = new SourceRunner(source, settings);
    connector = Background.run(runner::run, runner::stop);
  }

  @AfterEach
  void stop() {
    application.close();
    link.close();
    connector.close();
    log.close();
  }

  private void open(int credits) {
    application.accept().greet(credits);
    application.open(application.expect(Notify.class), NEVER);
  }

  private void awaitWarning(String... parts) {
    await()
        .untilAsserted(
            () -> assertThat(log.warnings()).anySatisfy(line -> assertThat(line).contains(parts)));
  }

  @Test
  void anApplicationBehindABlackHoleIsGivenUpAndDialedAgain() {
    source.available = 3;
    open(100);
    assertThat(application.expectMessages(3)).hasSize(3);

    link.blackhole();

    awaitWarning(
        "lost the application at",
        "silent for",
        "owed an ACK up to message 3 of stream " + source.stream(0),
        "--idle-timeout");
    application.accept();
  }

  @Test
  void whatTheSilentOneHadNotAcknowledgedComesAgain() {
    source.available = 3;
    open(100);
    List<Message> before = application.expectMessages(3);
    application.acknowledge(1, before.get(0));
    await().until(() -> source.acknowledged.containsKey(source.stream(0)));

    application.accept().greet(100);
    application.open(application.expect(Notify.class), new PointOfReference(1));

    assertThat(application.expectMessages(2)).isEqualTo(before.subList(1, 3));
  }

  @Test
  void anApplicationThatLeavesAStreamUnansweredIsGivenUp() {
    application.accept().greet(100);
    application.expect(Notify.class);

    application.connection().awaitClosed();

    awaitWarning("owed the answer to the NOTIFY of stream " + source.stream(0));
  }

  @Test
  void anApplicationThatGrantsNoCreditsIsGivenUp() {
    open(3);
    application.acknowledge(0, application.expectMessages(2).get(1));

    application.connection().awaitClosed();

    awaitWarning("owed credits");
  }

  @Test
  void anApplicationThatShowsThatItLivesMayTakeItsTimeAndTheLogTells() {
    source.available = 1;
    open(100);
    Message message = application.expect(Message.class);

    long end = System.nanoTime() + LONG.toNanos();
    while (System.nanoTime() < end) {
      application.grant(0);
      application.expectNothingFor(IDLE.dividedBy(3));
    }
    application.acknowledge(1, message);

    await().until(() -> source.acknowledged.containsKey(source.stream(0)));
    awaitWarning("no progress for", "waiting for an ACK up to message 1");
    assertThat(log.warnings()).noneMatch(line -> line.contains("silent"));
  }

  @Test
  void anApplicationThatOwesNothingMayBeSilent() {
    source.available = 1;
    open(100);
    application.acknowledge(1, application.expect(Message.class));

    application.expectNothingFor(LONG);

    source.available = 2;
    assertThat(application.expectMessages(1)).hasSize(1);
  }

  @Test
  void halfAFrameIsWaitedForAndThenTheConnectionIsClosed() {
    source.available = 0;
    open(100);

    application.connection().sendHalf(new Ok(5));

    application.connection().awaitClosed();
    awaitWarning("owed the rest of a frame");
  }
}
