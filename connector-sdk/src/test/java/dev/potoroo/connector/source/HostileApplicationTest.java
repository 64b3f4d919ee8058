package dev.potoroo.connector.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.Background;
import dev.potoroo.connector.HostAndPort;
import dev.potoroo.protocol.PointOfReference;
import dev.potoroo.protocol.StreamId;
import dev.potoroo.protocol.frame.Ack;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Frame;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.protocol.frame.NotifyAck;
import dev.potoroo.protocol.frame.Ok;
import dev.potoroo.testkit.peer.Damage;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.transport.Backoff;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An application that sends anything to a source, which dials it again each time. */
final class HostileApplicationTest {
  private static final int CONVERSATIONS = 200;
  private static final StreamId NUMBERS = StreamId.of("numbers");

  private final ScriptedReceiver application = ScriptedReceiver.listen();
  private final NumberSource source = new NumberSource("numbers");
  private Background connector;

  @BeforeEach
  void start() {
    source.available = 2;
    SourceSettings settings =
        SourceSettings.builder(HostAndPort.parse(application.address()), "number-source")
            .backoff(new Backoff(Duration.ofMillis(1), Duration.ofMillis(5), 0.2))
            .connectTimeout(Duration.ofMillis(500)) // a damaged RESTART may name any address
            .stopTimeout(Duration.ofMillis(100))
            .build();
    SourceRunner runner = new SourceRunner(source, settings);
    connector = Background.run(runner::run, runner::stop);
  }

  @AfterEach
  void itStillWorksForAGoodOne() {
    application.accept().greet(100);
    application.open(application.expect(Notify.class), PointOfReference.NEVER);
    assertThat(application.expectMessages(2)).hasSize(2);
    application.close();
    connector.close();
  }

  @Test
  void garbageGetsOneErrorAndAClose() {
    Damage damage = new Damage(1);

    for (int i = 0; i < CONVERSATIONS; i++) {
      application.accept().connection().sendBytes(damage.garbage());

      List<Frame> answers = application.connection().readUntilClosed();

      assertThat(answers)
          .as("conversation %d", i)
          .filteredOn(answer -> !(answer instanceof Hello))
          .hasExactlyElementsOfTypes(ErrorFrame.class);
    }
  }

  @Test
  void aDamagedConversationGetsOneErrorAtMostAndNothingAfterIt() {
    Damage damage = new Damage(2);

    for (int i = 0; i < CONVERSATIONS; i++) {
      application.accept().expect(Hello.class);
      application
          .connection()
          .sendBytes(
              damage.of(
                  new Ok(100),
                  new Ack(1, List.of()),
                  new NotifyAck(true, NUMBERS, PointOfReference.NEVER)));
      application.connection().endOutput();

      List<Frame> answers = application.connection().readUntilClosed();

      assertThat(answers.stream().limit(Math.max(0, answers.size() - 1L)))
          .as("answers in conversation %d before the last of %s", i, answers)
          .noneMatch(ErrorFrame.class::isInstance);
    }
  }

  @Test
  void damageOnAnOpenStreamGetsOneErrorAtMostAndIsNotTakenForAnAck() {
    Damage damage = new Damage(3);

    for (int i = 0; i < CONVERSATIONS; i++) {
      application.accept().greet(100);
      application.open(application.expect(Notify.class), PointOfReference.NEVER);
      application.expectMessages(2);
      application.connection().sendBytes(damage.garbage());

      assertThat(application.connection().readUntilClosed())
          .as("conversation %d", i)
          .hasExactlyElementsOfTypes(ErrorFrame.class);
    }
    assertThat(source.acknowledged).isEmpty();
  }
}
