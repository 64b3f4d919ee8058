package dev.potoroo.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.testkit.certificate.TestAuthority;
import dev.potoroo.testkit.certificate.TestCertificate;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may speak with whom over TLS, and what both ends are told when they may not. */
final class TlsHandshakeTest {

  private Path directory;
  private TestAuthority authority;
  private TlsSettings listener;
  private TlsSettings dialer;

  @BeforeEach
  void issueCertificates(@TempDir Path fresh) {
    directory = fresh;
    authority = TestAuthority.create(directory, "authority");
    TestCertificate server = authority.issue("server");
    listener = TlsSettings.listener(server.certificate(), server.key());
    dialer = TlsSettings.DIALER.withAuthorities(authority.certificate());
  }

  private static TlsSettings with(TlsSettings settings, TestCertificate shown) {
    return new TlsSettings(shown.certificate(), shown.key(), settings.authorities(), false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1"})
  void bothEndsHearEachOther(String host) throws Exception {
    try (Ends ends = new Ends(TlsListener.of(listener))) {

      End dialed = ends.dial(TlsDialer.of(dialer), host);

      assertThat(dialed.next()).isEqualTo("heard welcome");
      assertThat(ends.accepted().next()).isEqualTo("heard hello");
      assertThat(dialed.version()).isEqualTo("TLSv1.3");
    }
  }

  @Test
  void takesTls12() throws Exception {
    try (Ends ends = new Ends(TlsListener.of(listener));
        SSLSocket socket = socketOf("TLSv1.2", ends.port())) {

      socket.startHandshake();

      assertThat(new String(socket.getInputStream().readNBytes(7), UTF_8)).isEqualTo("welcome");
    }
  }

  @Test
  void refusesTls11() throws Exception {
    byte[] clientHello = {
      22, 3, 1, 0, 45, // a handshake record of 45 bytes
      1, 0, 0, 41, // ClientHello of 41 bytes
      3, 2, // TLS 1.1 is the newest that it knows
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, // random
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0, // no session
      0, 2, 0, 47, // one cipher suite, TLS_RSA_WITH_AES_128_CBC_SHA
      1, 0, // no compression
    };
    try (Ends ends = new Ends(TlsListener.of(listener));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), ends.port())) {

      socket.getOutputStream().write(clientHello);

      InputStream in = socket.getInputStream();
      byte[] alert = in.readNBytes(7);
      assertThat(alert[0]).as("alert").isEqualTo((byte) 21);
      assertThat(alert[5]).as("fatal").isEqualTo((byte) 2);
      assertThat(alert[6]).as("protocol_version").isEqualTo((byte) 70);
      assertThat(ends.accepted().next()).startsWith("failed: TLS failed: ").contains("TLSv1.1");
    }
  }

  @Test
  void refusesAListenerOfAnotherName() throws Exception {
    try (Ends ends = new Ends(TlsListener.of(listener))) {

      End dialed = ends.dial(TlsDialer.of(dialer), "sink.example.org");

      assertThat(dialed.next())
          .isEqualTo(
              "failed: TLS failed: No subject alternative DNS name matching sink.example.org"
                  + " found.");
      assertThat(ends.accepted().next())
          .startsWith("failed: TLS failed: the other end does not accept this end's certificate");
    }
  }

  @Test
  void refusesAListenerOfAnUnknownAuthority() throws Exception {
    TestCertificate stranger = TestAuthority.create(directory, "stranger").issue("other");
    try (Ends ends = new Ends(TlsListener.of(with(TlsSettings.DIALER, stranger)))) {

      End dialed = ends.dial(TlsDialer.of(dialer), "localhost");

      assertThat(dialed.next())
          .isEqualTo(
              "failed: TLS failed: unable to find valid certification path to requested target");
      assertThat(ends.accepted().next())
          .startsWith("failed: TLS failed: the other end does not accept this end's certificate");
    }
  }

  @Test
  void takesADialerWithACertificateWhereOneIsRequired() throws Exception {
    TlsSettings strict = listener.withAuthorities(authority.certificate()).withClientCertificates();
    try (Ends ends = new Ends(TlsListener.of(strict))) {

      End dialed = ends.dial(TlsDialer.of(with(dialer, authority.issue("client"))), "localhost");

      assertThat(dialed.next()).isEqualTo("heard welcome");
      assertThat(ends.accepted().next()).isEqualTo("heard hello");
    }
  }

  @Test
  void refusesADialerWithoutACertificateWhereOneIsRequired() throws Exception {
    TlsSettings strict = listener.withAuthorities(authority.certificate()).withClientCertificates();
    try (Ends ends = new Ends(TlsListener.of(strict))) {

      End dialed = ends.dial(TlsDialer.of(dialer), "localhost");

      assertThat(ends.accepted().next())
          .isEqualTo("failed: TLS failed: Empty client certificate chain");
      assertThat(dialed.next())
          .isEqualTo(
              "failed: TLS failed: the other end does not accept this end's certificate, or found"
                  + " none (bad_certificate)");
    }
  }

  @Test
  void refusesADialerOfAnUnknownAuthority() throws Exception {
    TlsSettings strict = listener.withAuthorities(authority.certificate()).withClientCertificates();
    TestCertificate stranger = TestAuthority.create(directory, "stranger").issue("other");
    try (Ends ends = new Ends(TlsListener.of(strict))) {

      End dialed = ends.dial(TlsDialer.of(with(dialer, stranger)), "localhost");

      assertThat(ends.accepted().next()).startsWith("failed: TLS failed: ");
      assertThat(dialed.next()).startsWith("failed: TLS failed: the other end");
    }
  }

  @Test
  void saysThatADialerSpeaksInTheClear() throws Exception {
    try (Ends ends = new Ends(TlsListener.of(listener))) {

      End dialed = ends.dial(TlsDialer.of(null), "localhost");

      assertThat(ends.accepted().next())
          .isEqualTo(
              "failed: Expected a TLS handshake, got something else: this end listens with TLS"
                  + " (option --tls)");
      assertThat(dialed.next()).isEqualTo("closed");
    }
  }

  @Test
  void saysThatAListenerSpeaksInTheClear() throws Exception {
    try (Ends ends = new Ends(TlsListener.of(null))) {

      End dialed = ends.dial(TlsDialer.of(dialer), "localhost");

      assertThat(dialed.next()).isEqualTo("failed: TLS failed: the other end answers without TLS");
      assertThat(ends.accepted().next())
          .isEqualTo(
              "failed: Expected HELLO, got a TLS handshake: this end listens without TLS (option"
                  + " --tls)");
    }
  }

  @Test
  void theLastWordArrivesBeforeAnOrderlyClose() throws Exception {
    try (Ends ends = new Ends(TlsListener.of(listener))) {
      End dialed = ends.dial(TlsDialer.of(dialer), "localhost");
      End accepted = ends.accepted();
      assertThat(dialed.next()).isEqualTo("heard welcome");
      assertThat(accepted.next()).isEqualTo("heard hello");

      OrderlyClose.of(accepted.channel());

      assertThat(dialed.next()).isEqualTo("closed");
      assertThat(accepted.next()).isEqualTo("closed");
    }
  }

  /** A client that is not ours, and knows one version only. */
  private SSLSocket socketOf(String version, int port) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", PemFiles.certificates(authority.certificate())[0]);
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    TrustManager[] managers = factory.getTrustManagers();
    context.init(null, managers, null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port);
    socket.setEnabledProtocols(new String[] {version});
    return socket;
  }
}
