package dev.potoroo.connector.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.Background;
import dev.potoroo.connector.HostAndPort;
import dev.potoroo.protocol.frame.Notify;
import dev.potoroo.testkit.log.RecordedLog;
import dev.potoroo.testkit.peer.ScriptedReceiver;
import dev.potoroo.transport.Backoff;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whom a line of a source's log is about. */
final class SourceLogFieldsTest {
  private final RecordedLog log = RecordedLog.of("dev.potoroo.connector.source");
  private final ScriptedReceiver application = ScriptedReceiver.listen();
  private final SourceRunner runner =
      new SourceRunner(
          new NumberSource("numbers"),
          SourceSettings.builder(HostAndPort.parse(application.address()), "number-source")
              .instanceName("number-source-1")
              .backoff(new Backoff(Duration.ofMillis(10), Duration.ofMillis(100), 0.2))
              .build());
  private final Background connector = Background.run(runner::run, runner::stop);

  @AfterEach
  void stop() {
    application.close();
    connector.close();
    log.close();
  }

  @Test
  void aSessionIsTheApplicationsAddressAsItWasDialled() {
    application.accept().greet(10);
    application.cut();
    application.accept().greet(10);

    Map<String, String> ofTheSession =
        Map.of("connector", "number-source-1", "session", application.address());
    assertThat(log.await("connected to the application").fields()).isEqualTo(ofTheSession);
    assertThat(log.await("lost the application").fields()).isEqualTo(ofTheSession);
  }

  @Test
  void linesAboutTheConnectorAreAboutNoSession() {
    application.accept().greet(10);
    connector.stop();

    assertThat(log.await("stopped").fields()).isEqualTo(Map.of("connector", "number-source-1"));
  }

  @Test
  void aStreamThatIsRefusedIsNamed() {
    application.accept().greet(10);

    application.refuse(application.expect(Notify.class));

    assertThat(log.await("the application refuses stream numbers").fields())
        .containsEntry("session", application.address())
        .containsEntry("stream", "numbers");
  }
}
