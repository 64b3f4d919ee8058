package dev.potoroo.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.potoroo.testkit.certificate.TestAuthority;
import dev.potoroo.testkit.certificate.TestCertificate;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Certificates are renewed while a process runs. */
final class TlsReloadTest {

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(TlsContext.class);

  private Path directory;
  private TestAuthority authority;
  private TestCertificate server;
  private TlsDialer dialer;

  @BeforeEach
  void begin(@TempDir Path fresh) throws Exception {
    directory = fresh;
    log.start();
    logger.addAppender(log);
    authority = TestAuthority.create(directory, "authority");
    server = authority.issue("server");
    dialer = TlsDialer.of(TlsSettings.DIALER.withAuthorities(authority.certificate()));
  }

  @AfterEach
  void end() {
    logger.detachAppender(log);
  }

  private TlsListener listener() throws Exception {
    return TlsListener.of(TlsSettings.listener(server.certificate(), server.key()));
  }

  /** Dials, and tells which certificate the listener has shown. */
  private BigInteger serialSeenBy(Ends ends) throws Exception {
    End dialed = ends.dial(dialer, "localhost");
    assertThat(dialed.next()).isEqualTo("heard welcome");
    return dialed.peerSerial();
  }

  @Test
  void aNewConnectionGetsTheNewCertificate() throws Exception {
    try (Ends ends = new Ends(listener())) {
      BigInteger before = serialSeenBy(ends);

      authority.issue("server");

      assertThat(serialSeenBy(ends)).isNotEqualTo(before);
    }
  }

  @Test
  void aDialerTrustsANewAuthority() throws Exception {
    Path trusted = Files.copy(authority.certificate(), directory.resolve("trusted.pem"));
    dialer = TlsDialer.of(TlsSettings.DIALER.withAuthorities(trusted));
    TestAuthority next = TestAuthority.create(directory, "next");
    try (Ends ends = new Ends(listener())) {
      BigInteger before = serialSeenBy(ends);

      next.issue("server");
      Files.copy(next.certificate(), trusted, StandardCopyOption.REPLACE_EXISTING);

      assertThat(serialSeenBy(ends)).isNotEqualTo(before);
    }
  }

  @Test
  void aConnectionThatIsThereGoesOnWithTheOldOne() throws Exception {
    try (Ends ends = new Ends(listener())) {
      End dialed = ends.dial(dialer, "localhost");
      assertThat(dialed.next()).isEqualTo("heard welcome");

      authority.issue("server");
      serialSeenBy(ends);
      OrderlyClose.of(ends.accepted().channel());

      assertThat(dialed.next()).isEqualTo("closed");
    }
  }

  @Test
  void aFileThatCannotBeReadLeavesTheOldOneInUseAndIsWarnedOfOnce() throws Exception {
    try (Ends ends = new Ends(listener())) {
      BigInteger before = serialSeenBy(ends);

      Files.writeString(server.certificate(), "half a file", UTF_8);

      assertThat(serialSeenBy(ends)).isEqualTo(before);
      assertThat(serialSeenBy(ends)).isEqualTo(before);
      assertThat(log.list)
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.getLevel()).isEqualTo(Level.WARN);
                assertThat(event.getFormattedMessage())
                    .contains("staying with those from before")
                    .contains(server.certificate().toString());
              });
    }
  }

  @Test
  void aCertificateWaitsForItsKey() throws Exception {
    try (Ends ends = new Ends(listener())) {
      BigInteger before = serialSeenBy(ends);
      String oldKey = Files.readString(server.key());
      authority.issue("server");
      String newKey = Files.readString(server.key());

      Files.writeString(server.key(), oldKey);
      BigInteger between = serialSeenBy(ends);
      Files.delete(server.key());
      Files.writeString(server.key(), newKey);

      assertThat(between).isEqualTo(before);
      assertThat(serialSeenBy(ends)).isNotEqualTo(before);
    }
  }
}
