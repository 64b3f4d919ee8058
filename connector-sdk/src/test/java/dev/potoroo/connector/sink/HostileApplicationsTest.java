package dev.potoroo.connector.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.potoroo.connector.Background;
import dev.potoroo.connector.HostAndPort;
import dev.potoroo.protocol.MessageId;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.EndOfStream;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.Message;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.testkit.log.RecordedLog;
import dev.potoroo.testkit.peer.Damage;
import dev.potoroo.testkit.peer.ScriptedSender;
import dev.potoroo.testkit.peer.SilentCrowd;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many applications that send anything, or nothing, to a sink beside one that works. */
final class HostileApplicationsTest {
  private static final StreamId ORDERS = StreamId.of("orders");
  private static final int CONVERSATIONS = 300;

  private static final int CROWD = 10_000;

  private final RecordedLog log = RecordedLog.of("dev.potoroo");

  private final MemorySink sink = new MemorySink();
  private Background connector;
  private String address;
  private ScriptedSender good;
  private long lastId;

  @BeforeEach
  void startBesideOneThatWorks() throws Exception {
    SinkRunner runner =
        new SinkRunner(
            sink,
            SinkSettings.builder(HostAndPort.parse("127.0.0.1:0"), "memory-sink")
                .handshakeTimeout(Duration.ofMillis(500))
                .build());
    connector = Background.run(runner::run, runner::stop);
    address = runner.listening().get(10, TimeUnit.SECONDS).toString();
    good = ScriptedSender.application(address);
    good.dial().greet("");
    good.announce(ORDERS, "orders");
  }

  @AfterEach
  void theOneThatWorksStillDoes() {
    assertGoodOneWorks();
    good.close();
    connector.close();
    log.close();
  }

  private void assertGoodOneWorks() {
    lastId++;

    good.message(ORDERS, lastId, "good");

    good.awaitAcknowledged(ORDERS, lastId);
  }

  @Test
  void garbageGetsOneErrorAndAClose() {
    Damage damage = new Damage(1);

    for (int i = 0; i < CONVERSATIONS; i++) {
      try (ScriptedSender peer = good.named("hostile").dial()) {
        peer.connection().sendBytes(damage.garbage());

        List<Frame> answers = peer.connection().readUntilClosed();

        assertThat(answers).as("conversation %d", i).hasExactlyElementsOfTypes(ErrorFrame.class);
      }
    }
  }

  @Test
  void aDamagedConversationGetsOneErrorAtMostAndNothingAfterIt() {
    Damage damage = new Damage(2);

    for (int i = 0; i < CONVERSATIONS; i++) {
      try (ScriptedSender peer = good.named("hostile").dial()) {
        StreamId other = new StreamId(i);
        peer.connection()
            .sendBytes(
                damage.of(
                    peer.hello(""),
                    new Notify(other, "other", PointOfReference.NEVER),
                    new Message(other, new MessageId(1), 0, Message.NO_BYTES, new byte[1]),
                    new EndOfStream(other)));
        peer.connection().endOutput();

        List<Frame> answers = peer.connection().readUntilClosed();

        assertThat(answers.stream().limit(Math.max(0, answers.size() - 1L)))
            .as("answers in conversation %d before the last of %s", i, answers)
            .noneMatch(ErrorFrame.class::isInstance);
      }
    }
  }

  @Test
  void aCrowdThatSaysNothingKeepsNobodyOut() {
    int size = SilentCrowd.affordable(CROWD);

    try (SilentCrowd crowd = SilentCrowd.dial(address, size)) {
      assertGoodOneWorks();
      await()
          .ignoreExceptionsInstanceOf(AssertionError.class)
          .untilAsserted(
              () -> {
                try (ScriptedSender newcomer = good.named("newcomer")) {
                  newcomer.dial().greet("");
                }
              });

      assertThat(crowd.awaitRefusals()).isEqualTo(size);
    }
    assertThat(log.warnings()).as("lines about the crowd").hasSizeLessThan(10);
  }
}
