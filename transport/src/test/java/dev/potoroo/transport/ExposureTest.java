package dev.potoroo.transport;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.potoroo.testkit.certificate.TestAuthority;
import dev.potoroo.testkit.certificate.TestCertificate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A listener that others can reach in the clear is warned of. */
final class ExposureTest {

  private static final InetSocketAddress ANYWHERE = new InetSocketAddress("0.0.0.0", 7100);

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(TlsListener.class);

  @BeforeEach
  void begin() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void end() {
    logger.detachAppender(log);
  }

  @Test
  void warnsOnceWithoutTls() throws Exception {
    TlsListener.of(null).listening(ANYWHERE);

    assertThat(log.list)
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .isEqualTo(
            "listening on 0.0.0.0:7100 without TLS: whoever reaches this address can read and send"
                + " messages. Set --tls, --tls-cert and --tls-key, or listen on 127.0.0.1");
  }

  @Test
  void saysNothingOnLoopback() throws Exception {
    TlsListener.of(null).listening(new InetSocketAddress(InetAddress.getLoopbackAddress(), 7100));

    assertThat(log.list).isEmpty();
  }

  @Test
  void saysNothingWithTls(@TempDir Path directory) throws Exception {
    TestCertificate server = TestAuthority.create(directory, "authority").issue("server");

    TlsListener.of(TlsSettings.listener(server.certificate(), server.key())).listening(ANYWHERE);

    assertThat(log.list).isEmpty();
  }
}
