package dev.potoroo.connector.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.Background;
import dev.potoroo.connector.HostAndPort;
import dev.potoroo.protocol.frame.ErrorFrame;
import dev.potoroo.protocol.frame.Hello;
import dev.potoroo.testkit.certificate.TestAuthority;
import dev.potoroo.testkit.certificate.TestCertificate;
import dev.potoroo.testkit.peer.ScriptedSender;
import dev.potoroo.transport.TlsSettings;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sink that listens with TLS. */
final class SinkTlsTest {

  @Test
  void tellsAnApplicationInTheClearThatItListensWithTls(@TempDir Path directory) throws Exception {
    TestCertificate shown = TestAuthority.create(directory, "authority").issue("sink");
    SinkSettings settings =
        SinkSettings.builder(new HostAndPort("127.0.0.1", 0), "sink")
            .tls(TlsSettings.listener(shown.certificate(), shown.key()))
            .build();
    SinkRunner runner = new SinkRunner(new MemorySink(), settings);
    try (Background running = Background.run(runner::run, runner::stop)) {
      HostAndPort address = runner.listening().get(10, TimeUnit.SECONDS);
      try (ScriptedSender application = ScriptedSender.source(address.toString()).dial()) {

        application.send(new Hello("potoroo/1", "secret", "spelling", "worker1"));

        assertThat(application.expect(ErrorFrame.class).text())
            .isEqualTo(
                "Expected a TLS handshake, got something else: this end listens with TLS (option"
                    + " --tls)");
        assertThat(running.isRunning()).isTrue();
      }
    }
  }
}
